"""The words of each family of labels, in Chinese (both scripts), English, pinyin and the abbreviations of chats.

Promises that every word stands in one family only. Latin words are written small and match in any case, as whole words.
"""

from __future__ import annotations

from typing import Final

from handclasp.screen.lexicon import words

AMBIGUOUS: Final = words("english") | frozenset(
    (
        "will mark grace rose may max can jan joy hope bill rob sue pat guy art dean amber ruby holly lily daisy chi "
        "min ann an ping long ming na li hao in frank"
    ).split()
)
"""First names that are words or parts of words as well."""
_SHORTEST: Final = 2


def _split(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.replace("\n", "|").split("|") if word.strip())


FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "CN_ID": _split(
        """
        身份证|身份証|身份證|身分证|身分證|证件|證件|證號|证号|公民身份|身份号码|身份号|身份信息|本人身份|份证|实名
        實名|身证
        id card|identity card|national id|resident id|citizen id|chinese id|id number|identity number|id no|sfz
        shenfenzheng
        sfzh|shenfen|s.f.z|id|kyc|居民证|identification|identity|prc id
        """
    ),
    "HK_ID": _split(
        """
        hkid no|hkid number|香港id|hong kong permanent|香港身分|hong kong id no|hkic
        香港|hong kong|hongkong|港sfz|hk|香港那个证|hong kong card
        香港身份证|香港身份證|香港身分證|香港证件|香港證件|港身份证|港身份證|香港居民|hkid|hk id|hong kong id
        hong kong identity
        香港永久|hkid card|港区|港區|香港人|香港的|hongkong id|hong kong identity card|hong kong id card
        hk identity card
        """
    ),
    "MACAU_ID": _split(
        """
        澳门身份证|澳門身份證|澳門身分證|澳门居民|澳門居民|澳门居民身份证|澳門居民身份證|澳门证件|澳門證件
        澳门证件号|澳门|澳門
        macau id|macao id|macau identity|macao identity|macau resident|macao resident|bir|macao identity card
        macau identity card
        macau resident id|macau resident id card|macau|macao|macau id card
        """
    ),
    "TW_ID": _split(
        """
        国民身份证|國民身分證|統一編號|台灣證件|taiwan national|taiwan arc
        台湾那边|roc
        台湾身份证|台灣身份證|台灣身分證|臺灣身分證|台胞|身份证字号|身分證字號|身份證字號|證字號|台湾|台灣
        taiwan id|taiwanese id
        taiwan|taiwanese national id|roc id|taiwanese|字号|字號|r.o.c. id|taiwan national id
        """
    ),
    "SSN_US": _split(
        "ssn number|ssn#|social sec|tax id|ssn is|美国社安号|社會安全碼|us social|tin|social number|社安码|soc|s s "
        "n|nine digit|nine-digit|government one|社安那个|社保安全号|ssn|social security|social security number"
        "|social security no|社安号|社安號|社保号|社会安全号|社會安全號|社会安全码|ss#|ss number|social|itin"
        "|社安|社会保险号|美国社保|社会保障号|soc sec|s.s.n"
    ),
    "PASSPORT": _split(
        "passport no.|passport #|passport id|护照证号|护照码|护照号是|passport is|ppt|pp no|pp number|travel doc"
        "|护照上|旅行证件|護照上|my ppt|psprt no|护照資料|passport card|护照|護照|passport|passport no|passport "
        "number|huzhao|旅行证|护照号|护照编号|護照號碼|護照號|passport num|pasport|passprt|护兆|hz号"
    ),
    "PHONE": _split(
        """
        手机尾|联系电|号码是|座机号|办公电话|家电|来电号码|手机:|mobile no|phone no|mobile number|tel no|tel:
        phone#|cell no|my cell|mobile phone|home phone|work phone|office|fax|give me a call|call back|sms me
        dial me|call this|拨|打我手机|手机卡|充值号码|充值手机|充话费|话费充|小号|新号|老号|旧号|电话打|电话是
        连络电话|聯絡電話|行動電話|手提電話|手提
        ph no|phn|digits to call|俾我|打俾我|my nr|num u can ring|got a pen|write this down|hit me up|gimme a call
        拿笔记|号马|手机是
        手机|手機|电话|電話|座机|座機|固话|固話|联系方式|聯絡方式|聯繫方式|联系我|联系电话|致电|拨打|热线|打我
        手机号|手機號
        号码|號碼|打给|电联|来电|手机号码|打这个|打這個|联系|电话号|电话号码|热线电话|机号|tel|telephone|phone
        mobile|cell
        cellphone|whatsapp|call|call me|reach me|text me|my number|phone number|sjh|shouji|shoujihao|dianhua|dh|sj
        tell|fone|ph
        contact number|contact no|mob|手鸡|手几|电hua|联系号码|话费|呼我|手jihao|本机|回电|回拨|contact|cell number
        ring me
        reach|text|number's|我的号|ring|dial|callback|voicemail|line|landline|msisdn|sms to|电話
        """
    ),
    "BANK_CARD": _split(
        """
        银行卡|銀行卡|储蓄卡|儲蓄卡|信用卡|借记卡|借記卡|工资卡|收款卡|提现卡|退款卡|银行卡号|銀行卡號|打款到
        转账到|转到|打到|退到
        提现到|工行|农行|建行|中行|招行|交行|邮储|浦发|中信|平安|民生|兴业|光大|广发|银行账号|银行账户|銀行帳號
        帳戶|帳號
        工商银行|农业银行|建设银行|中国银行|招商银行|收款账号|开户行|bank card|credit card|debit card|card
        card number|card no
        visa|mastercard|amex|unionpay|yhk|yhkh|yinhangka|bank account|account number|这张卡|这个卡|刷卡|绑卡|换绑|银联
        银hang卡|卡片|kahao|kh|cc|cc number|master card|discover card|card ending|原路退|退回至|cards|银行|銀行|pan
        acct
        """
    ),
    "CARD_NO": _split("卡号|卡號"),
    "ACCOUNT": _split("账号|帐号|賬號|账户|帐户|account|zh|zhanghao|login|username|user name|user|登录名|用户名|acc"),
    "IBAN": _split("iban|国际账号|國際帳號|欧洲账户|international bank account"),
    "QQ": _split(
        "🐧|qq群|qq小号|qq大号|企鹅群|扣扣群|tim号|tencent id|tencent account|qq acct|qq account|鹅号|q群|qq账号"
        "|qq帐号|腾讯号|qq:|qq：|扣号码|q号码|扣|加q号|my qq|qq-|企鹅码|q-q|q.q|秋秋号|球球号|加我扣|加扣|我扣|扣我"
        "|这个企鹅|qq|扣扣|企鹅号|企鹅|q号|叩叩|q q|kk号|球球|qq号|qq號|qq号码|加q|我q|q币|充q币|q币充到|qq number"
        "|qq id|抠抠|秋秋|叩叩号|q|tencent qq|蔻蔻|扣号"
    ),
    "WECHAT": _split(
        """
        🟢|微信群主|wechat me|on wechat|wechat:|weixin:|绿信|绿标
        微信账号|微信帐号|微信名|微信昵称|微x|微/信|微.信|v x|w x|wx-|vx-|weixin id|wei xin|wechat no|wechat number
        wechat handle|wechat account|wechat user|微号|加我微|+v|+微|＋v|加vx|加wx|私信微|薇|威|v♥|徽星|wxid
        微信|微信号|微信號|薇信|威信|微心|维信|唯信|vx|wx|v信|weixin|wechat|we chat|wechat id|加v|加微|我v|加薇
        加威|v号|徽信|溦信|卫星号
        微❤|wei信|wx号|wxh|wx号是|vx号|weixinhao|薇❤|威❤|v我|➕v|加我微信|微訊|微信id|wechat name|v|加我v|加wei
        绿泡泡|line id
        """
    ),
    "PLATE": _split(
        "车牌是|车的牌子|牌号|plate no|plate #|reg plate|registration|license no|car number|car no|车辆号牌|号牌"
        "|vehicle plate|plates|车牌|車牌|车号|车牌号|plate|license plate|licence plate|number plate|plate number"
        "|cp号|chepai|牌照|registration number|车牌照"
    ),
    "IP": _split(
        "客户端ip|客户端地址|公网ip|外网ip|我的ip|登录ip|ip是|remote address|source ip|client ip|public ip|my ip"
        "|from ip|ip为|来源ip|host|ip|ip地址|ip address|ipv4|ipv6|异地登录|登录记录|白名单|加白|解封|whitelist|ip "
        "addr|登录地|网络地址|logged in|login from|unblock|banned"
    ),
    "CVV": _split(
        """
        背三位|安全数字|三位安全码|末尾三位|卡后三位|后3位|后三位数|背面那三个|背面那三位|后面那三位|那三位
        三个数字|三位数字|三位数|签名栏|签名条|signature strip|signature panel|three digit code|three-digit
        verification value|card code on the back|csc|cvv code|secure code|security number|security digits
        back of it|on back|flip side
        sec code|cv code|c v v|see vee vee|c.v.v|西维维|安全妈|卡后面的|卡后面|后三个|反面|三位码|签名那里
        on the reverse|backside digits|backside|three on the back|next to the signature|back says
        little number on the back|numbers behind|卡背那三个|背后那仨|仨数|后面那三|卡背后|背后的三
        cvv|cvv2|cvc|cvc2|cvn|cvn2|cv2|安全码|安全碼|背面三位|背面三位数|背面三位数字|背面的三位数字|背面后三位
        背面末三位|卡背面三位|后三码
        security code|card security code|three digits|3 digits|three digits on the back|3 digits on the back
        背面数字|背面的数字
        card verification|three digit|3 digit|3-digit|背面|卡背|四位安全码|正面四位|four digits
        4 digits on the front|four digits on the front
        front code|number on the back|back of the card|back of my card|on the back|anquanma|aqm|末三码|后三位
        背后三位|背後三碼|背面三碼|cid
        末三位|last three|last 3|背面3位|背面3位数|背面三个数|后面三位|后面三个数|back code
        """
    ),
    "EXPIRY": _split(
        """
        过期时间|失效|有效年月|截止|exp.|valid from|good until|thru|valid|expiring|expiry is|expires on|到期年|卡期
        期限是|月年|expire date|validity|good thru date|expiration is
        date on the card|date on card|卡能用到|good til|效期是
        有效期|到期日|有效期至|到期|有效日期|有效期到|期限|过期日|valid thru|valid until|valid through|good thru
        expiry|expiration|expires
        exp|exp date|expiry date|expiration date|expire|expired|valid till|yxq|youxiaoqi|效期|到期时间|到期年月
        valid to|mm/yy|月/年|有效
        """
    ),
    "PASSWORD": _split(
        """
        密碼是|密瑪|登入密碼|登錄密碼|通行码|解锁码|开锁密码|秘密|秘码|passwrod|passw0rd|p@ssword|pass-word|passkey
        pass key|pwrd|pswrd|psd|passphrase is|login pw|acct pw|pin#|m码|ma码|mi码|mì mǎ|登录口令|登陆密码|密 码
        密.码|密-码|密_码
        密码|密碼|口令|密马|密吗|蜜码|密ma|登录密|password|passwd|passcode|passphrase|pass word|pwd|pw|pass|psw
        pswd|pin|pin码|pin code
        pin number|mima|mm|mi ma|passwort|登录密码|支付密码|交易密码|pass code|p/w|passw|密m|login pass|passwrd
        pasword|pssword|passord|paassword|passwod|passwors|passsword|pasward|passwords|账号密码|进入密码
        """
    ),
    "OTP": _split(
        """
        动态数字|登录码|安全验证码|手机码|一次性密码|一次性口令|sms otp|text message code|verif code
        verification number|pin they sent|passcode they sent|temporary code|access code sent|2-step code
        two factor code|two-factor code|auth app|六位码|6位码|六位验证|4位验证码|验证短信|短信数字|手机验证|codigo
        security pin|login pin|app code|authenticator code|v code|vcode|verify number|驗證|验证:|验证：
        验证码|驗證碼|校验码|校驗碼|动态码|动态口令|动态密码|動態碼|動態密碼|短信码|短信验证|确认码|认证码|验证吗
        验证马|验证嘛|验正码|验证m
        verification code|verify code|confirmation code|auth code|authentication code|authorization code|login code
        sign-in code|signin code
        sms code|one time code|one-time code|one time password|one-time password|one time passcode
        one-time passcode|otp|2fa|2fa code
        google authenticator|authenticator|authy|yzm|yanzhengma|身份验证器|两步验证|二次验证|动态验证码|短信验证码
        passcode from|text code
        code i got|code i received|code from|code they sent|6 digit code|six digit code|6-digit code|verification
        驗証碼|验証码|短信里|短信里的
        one time pin|totp|mfa code|mfa|code sent|code on my phone|短信收到|收到的码|收到的数字|验证数字|yz码|验z码
        """
    ),
    "CODE": _split("code|码|碼|codes|the numbers|digits|数字|这个码"),
    "CARD_SECRET": _split(
        """
        兑换卡|储值卡|礼品券|激活卡|这串码|充值卡密|卡密码|点数码|游戏卡|充值卡号|pin code on|gc|gift certificate
        egift|e-gift|reward code|prepaid|card number and pin|redemption|activation|activate|entered|typed in
        enter code|digital code|download code|unlock code|game code is|兑奖码|提货密码|券号|cami|序列码|禮物卡
        禮品碼|序列號碼|啟用碼|儲值碼|點數|卡上的码|码发我|收到的是
        码子|咔密|兑换ma|你发我那一串|那一串|刮出来|刮了|太长分行|分两行发|had to split it|under the foil
        under the silver|scratchy part|gift thingy|code bit|gc code|two lines cause|peeled the sticker|with a coin
        序號|儲值序號|禮品卡|激huo码|点数卡|點數卡
        卡密|兑换码|兌換碼|激活码|激活碼|充值码|序列号|礼品码|礼品卡|点卡|點卡|券码|卡的密码|刮开|密钥卡|卡蜜|卡咪
        卡mi|cdkey|cd-key|cd key|cdk
        gift card|gift code|gift card code|gift card number|redeem|redeem code|redemption code|activation code
        voucher|voucher code|serial key
        serial number|serial|license key|licence key|game key|steam key|product key|claim code|top-up code
        topup code|top up code|card code|card secret
        prepaid code|kami|km|activation key|redeem key|pin on the gift card|scratched|key|card pin|兑换|激活|充值卡
        卡1|卡2|卡3|第一张|第二张|第三张
        两张|duihuanma|jihuoma|dhm|jhm|kmi|卡秘|promo key|coupon key|game code|steam code|psn code|itunes code
        xbox code|giftcard|cdkeys|充值密码|k密
        """
    ),
    "CRYPTO_KEY": _split(
        """
        private|priv|钱包密钥|wallet private|wallet secret|secret phrase key|私钥串|私钥匙|privat key|privte key
        prv|pvtkey|secret exponent|private_key_hex|hex key|raw key|import key|钥匙串|導出私鑰|私鑰是
        private key hex|signing secret|eth key|btc key|sol key|wif
        私钥|私鑰|密钥|密鑰|private key|privatekey|priv key|privkey|signing key|siyao|my key|私药|私要|私yao
        private_key|pk|pvt key|私匙
        exported key|wallet key|keystore|key file|私钥是|private-key|钱包key|prv key|seed key|the key|sy
        """
    ),
    "CRYPTO_SEED": _split(
        """
        助记词|助記詞|助记符|注记词|恢复词|恢復詞|恢复短语|种子词|種子詞|主记词|助计词|seed|seed phrase|seed words
        recovery phrase|recovery words|mnemonic
        secret phrase|backup phrase|backup words|zhujici|zjc|12个单词|12 words|24 words|24个单词|单词|备份词
        secret recovery|助记|wallet words|twelve words
        """
    ),
    "API_KEY": _split(
        """
        api|secret id|secretid|accesskeyid|access key id|api 密钥|密钥id|app key|appkey|app_key|appid secret
        webhook|personal access token|pat|oauth|jwt|session token|client_secret|service key|service account|api口令
        接口token|接口凭证|bot token|apitoken|api_token|开发者密钥|deploy key|access_key|secret access key
        credentials|auth|authorization|x-auth|api keys|token is
        api key|apikey|api_key|api密钥|api密鑰|接口密钥|access token|access key|secret access|bearer|token
        api token|api secret|secret|client secret|app secret|api-key|secret key|secret_key|secretkey
        secret_access_key|access_token|auth token|授权码|appsecret|app_secret|令牌|鉴权|x-api-key|sdk key
        webhook secret|refresh token|accesskey|ak|sk
        """
    ),
    "BUSINESS": _split(
        """
        订单|訂單|单号|單號|运单|運單|快递|快遞|物流|包裹|流水|交易|编号|編號|哈希|批次|商户|發票|发票|积分|积份
        订单编号|单子|订单号|訂單號|订单号码|订单ID
        快递单号|运单号|物流单号|流水号|交易号|交易单号|商品编号|商品id|商品|工单|工单号|单|区块|区块高度|高度|版本
        版本号|型号|条码|条形码|货号|票号|会员号
        角色|角色id|uid|user id|userid|player id|游戏id|游戏uid|account id|玩家|区服|服务器|商户号|店铺|店铺号
        房间号|房间|群号|群|直播间|地址栏|报错|错误码|错误代码
        金额|价格|余额|支付宝交易|支付单号|退款单号|凭证号|参考号|案件号|受理号|预约号|取件码|取货码|提货码|邀请码
        优惠码|折扣码|推荐码|提币地址|收款地址|钱包地址|合约
        order|orders|order no|order number|order id|order num|tracking|tracking number|tracking no|tracking id
        parcel|shipment|waybill|invoice|invoice number|receipt|transaction
        trade|txid|tx|tx hash|hash|reference|ref|ref no|reference number|ticket|ticket number|case number|case|sku
        batch|order_no|order_id|transaction id|transaction hash
        confirmation number|booking|flight|block|block height|model|version|error|error code|build|amount|price
        balance|promo code|discount code|coupon code|coupon|referral code|invite code|zip|zip code
        post code|postcode|postal code|item|item number|product id|product|part number|in-game id|player|character
        server|steam id|game id|wallet address|contract|txn|txn id|payment id|pickup code
        bill|fps|dingdan|dd号|ddh|danhao|country code|area code|invitation code|imei|isbn|barcode|upc|ean|firmware
        driver|serial no|meeting id|会议号|学号|工号|员工号|report|id of order|event|uuid|request id
        """
    ),
    "ADDRESS": _split(
        """
        住|家庭地址|现住|详细地址|地址在|地址为|home address|mailing address|my place|located at|residence|residing
        living in|live in|street address|apt
        地址|住址|收货地址|收件地址|寄到|住在|邮寄|家住|我住|户籍|address|shipping address|live at|ship it to
        ship to|send it to|deliver to|delivery address|billing address|dizhi|dz|送到|发到|寄往|寄给|送货|收货|位于
        living at|地扯|地止
        """
    ),
    "PERSON": _split(
        """
        客户姓名|客户名|姓名是|用户姓名|实名姓名|持卡人姓名|开户人|开户名字|账户名|户主名|收件姓名|署名是|寄件|名称
        联络人|收貨|戶主|申請人|my name|name on the card|name on card|name on account|name on the account
        legal name|cardholder name|account name is|payee|payer|sender|receiver|consignee|billing name|shipping name
        customer name|client name|guest|passenger|beneficiary name|speaking to|my real name|real name|given names
        in name of|made out to|owner|owner's name|contact person|contact name|contact:|care of|c/o|undersigned
        name as|registered to|registered under|name of the|go by|known as
        中文名|英文名|english name|贵姓|怎么称呼|尊姓|我姓|first name|last name|surname|given name|family name
        who am i speaking with|大名是
        我叫|姓名|名字|收件人|收货人|收貨人|联系人|聯絡人|持卡人|户主|户名|戶名|开户名|法人|收款人|付款人|真实姓名
        名叫|叫做|本人|寄件人|申请人|车主|抬头|代付|机主|名字是|我是|称呼|备注|附言|客服叫|专员叫|xm|xingming|我名
        全名|乘客|签名|署名
        my name is|name is|full name|name|cardholder|card holder|account holder|account name|holder|recipient
        beneficiary|signed|billed to|on behalf of|name's|i'm|i am|im|this is|it's|attn|in the name of
        under the name|belongs to|someone named|an agent called|mr|mrs|ms|dr|miss|dear
        regards|best|sincerely|cheers|best regards|kind regards|yours|speaking|husband|wife|brother|sister|son
        daughter|friend|boss|colleague|invoice to|make it out to|names|fullname|called|named
        """
    ),
    "EMAIL": _split("邮箱|郵箱|邮件|信箱|email|e-mail|mail|yx|youxiang|邮xiang|油箱|gmail|mailbox"),
    # Words that name nothing, but beside which a detector looks.
    "_EXPIRY": _split("用到|卡到|日期那栏|til|card ends|date thing|mm yy|mmyy|good through"),
    "_OTP": _split(
        """
        收不到|接收|发给我|发我|给我发|显示|输入|填的|数字是|我念|手机上|received|receive|got|texts|messages|says
        number is|number was|numbers are|digits are|enter it|typed|came|arrived|in my popped up|showed up|buzz
        reads
        嚟咗|等下|等一下|they sent is|just came through
        手机上收到|收到|到了|来了|发来|秒一变|蹦出来|过期|填这个|刚刚|texted me|they sent me|sent me|text says
        got a from sms
        changing numbers|google thing|it sent|they sent|six numbers|buzzed|hurry|just arrived
        is what the from my app|刚来|rn|app says
        """
    ),
    "_PASSWORD": _split(
        """
        to get in|magic word|get in with|to open it|要输的那个|第二行|上号填|我就设|几个号|六位|六个数
        same one everywhere|birth year|plus numbers|the vault|opens with|it was either
        tried both|我记得是|通行字|米马|gets you in|gets me in|is what i set|登录就输|别改哈|上去看|自己上
        asks for the pass|for the login|same pass|i always use
        """
    ),
    "_PASSPORT": _split("本子|红本|blue book|booklet|travel document|psprt|护 照|护zhao|hz"),
    "_IBAN": _split("欧洲|欧元|德国|国外|euro|eu bank|wire|pay me back|the money goes|refund|bank"),
    "_IP": _split(
        "somebody at|some dude|ip那个|爱屁|i p|eye pee|出口|登的|宽带|网址|网上一查|百度查|internet|connection|i.p"
        "|not me|whatsmyip|查到|不是本人|不是我|路由"
    ),
    "_WECHAT": _split("绿色软件|聊天软件|green app|加我|weixin as|penguin|小企鹅|聊不方便"),
    "_API_KEY": _split(
        "curl|config|配置|代码|接口|401|403|调用|服务端|sdk|env|deploy|script|后台|控制|集成|对接|gave me|me this "
        "once|env has|控制台|点生成|接口那个|秘钥|密匙|金鑰|tokn|api kee|the bot|stripe|dashboard|商户后台"
    ),
    "_CRYPTO_KEY": _split(
        """
        restore|recover|sweep|恢复|冷钱包|热钱包
        import|metamask|phantom|trust wallet|imtoken|tronlink|ledger
        进钱包|用这个导入|导出|不能给|能动币|乱码|opens the|opens that|secret hex|to the wallet|export|the coins
        should never share|backup|两行|two lines|私銥|思钥|私 钥|prvkey|导入
        wallet|钱包|复制断开
        """
    ),
    "_TITLE": (
        *_split(
            "先生|女士|小姐|太太|阿姨|实名是|实名认证|实名的|本名|真名|我名字|就是我|是我|的实名|签收|付的款|帮我充"
            "|收件|收货人是"
        ),
        "收 ",
        "收\n",
        "收，",
        "收,",
    ),
    "_PERSON": _split(
        """
        找|朋友|老公|老婆|儿子|女儿|同学是|妈妈|爸爸|男朋友|女朋友|爱人|我姐|我哥|我妈|我爸|我弟|我妹|大名|就写|填
        写的|写我爱人的|写我姐的|户口本上的名|名zi|叫|是|係|那边|卡上
        跟你说过的|上次来的那个|对了|家长|监护人|开票人|经办人|负责人|客户|买家|買家|同事|经理|老师|医生|快递员
        师傅|登记人|当事人|投保人|被保险人|受益人|用户|会员|會員|主播|店长|老板|房东|租客|的人
        """
    ),
    "_AT": _split("@|艾特|爱特|圈a|圈圈a|(at)|[at]|{at}|<at>|_at_|#at#|（at）|【at】|(a)|（a）")
    + tuple(
        f" at {host}"
        for host in (
            "gmail",
            "outlook",
            "hotmail",
            "yahoo",
            "icloud",
            "proton",
            "qq",
            "foxmail",
            "163",
            "126",
            "139",
            "live",
            "example",
            "sina",
            "aliyun",
            "mail",
            "gmx",
            "aol",
            "me.",
        )
    )
    + tuple(
        f"#{host}"
        for host in (
            "gmail",
            "outlook",
            "hotmail",
            "yahoo",
            "icloud",
            "qq",
            "163",
            "126",
            "foxmail",
            "sina",
            "example",
            "139",
        )
    ),
    "_PAIR": ("----",),
    "_PLUS": ("+",),
    "_KEY_FORM": _split(
        "sk_live|sk_test|rk_live|rk_test|pk_live|sk-|akia|asia|ghp_|gho_|ghu_|ghs_|ghr_|github_pat_|glpat-|xoxb-"
        "|xoxp-|xoxa-|xoxe-|xoxo-|xoxr-|xoxs-|aiza|sg.|whsec_|:aa|eyj|hf_|npm_|pypi-|ya29.|ltai|akid|shpat_|dop_v1"
        "|sq0|eaa|ntn_|gsk_|r8_"
    ),
    "_SEED": _split("备份|汉字|十二个|12个|24个|词是|抄|纸上|记下|按顺序|字是|这些字|漢字|備份"),
    "_SMS": _split(
        "短信|短訊|簡訊|sms|texted|text message|message|inbox|notification|刚到|刚收到|信息里|it says|just came in"
    ),
    "_KEY_PREFIX": _split("nsec1|suiprivkey1|edsk|ed25519:|p2pkh:|p2wpkh:|6p|privatekey-"),
    "_KEY_FILE": _split("private key-----|ciphertext"),
    "_GOOGLE": ("g-",),
    "_WXID": ("wxid_",),
    "_STREET": _split("straße|strasse|gasse|platz|allee|straat|laan|weg|rue|calle|jalan|rua|piazza"),
    "_LAST": tuple(
        sorted(
            name
            for name in words("last_names")
            if name not in AMBIGUOUS
            and name not in words("first_names")
            and len(name) > _SHORTEST + 1
            and name.isascii()
            and name.isalpha()
        )
    ),
    "_FIRST": tuple(sorted(name for name in words("first_names") if name not in AMBIGUOUS and len(name) > _SHORTEST)),
}
"""Words by family; those of a family that begins with _ name nothing."""
