"""Templates of hard messages in Chinese: abbreviations, homophones, dialect, labels far away, values in prose."""

from __future__ import annotations

from benchmarks.data.text_second.grammar import listed, sections

TEMPLATES = sections(
    """
== CN_ID
sfz {CN_ID}
深粉正 {CN_ID} 帮我过下人脸
{CN_ID} 我爸的💳号 麻烦实名一下
前六位{CN_ID^1/3} 中间生日{CN_ID^2/3} 后面{CN_ID^3/3} 拼起来就是了
我念你记哈 {CN_ID:han} 一共十八位
shen份z号:{CN_ID:widest}
身.份.证.号 {CN_ID:spread}
恁看看俺这个中不中 {CN_ID} 俺娘的证
那个证儿上的号儿是{CN_ID}，没抄错
{CN_ID:bankers}（怕被屏蔽我用大写的）
名字{PERSON}⏎↑本人⏎{CN_ID:lines}⏎↑证
上次你让我发的那一串 就是办身份那个 我翻到了 {CN_ID}
未成年认证找的代过 给的料子是{PERSON}----{CN_ID}----{PHONE}
ID card：{CN_ID:grouped}，系统说位数不对
{CN_ID:half} 身份号 发这样应该不会被吞吧
老哥防沉迷解一下 料：{PERSON} {CN_ID:lower}
{PERSON}，{CN_ID:look}，查一下是不是被人拿去开户了
== HK_ID
港澳通行证没办，hkid {HK_ID} 得唔得呀
我個身份證係{HK_ID}，點解話我號碼錯
用廣東話講你知：{HK_ID}，括號入面嗰個都要入
上面那位说填香港那个 我填了{HK_ID:widest} 还是红字
我系香港人嚟㗎，身份證：{HK_ID:spread}，唔該幫我睇下
{HK_ID} ←证件 {PERSON:zh} ←名 还差啥
== MACAU_ID
澳門BIR {MACAU_ID} 唔係香港啊大佬
证件号{MACAU_ID:wide}，对，就是葡京那个地方的人
{MACAU_ID}，身份证，澳门户籍，名{PERSON:zh}
bir号码 后面那个括号里的别漏了 {MACAU_ID}
澳门身分證明局發的，{MACAU_ID}，八個數字
== TW_ID
我身分證 {TW_ID} 啦，你們系統是怎樣
字號是小寫嗎 {TW_ID:lower} 還是大寫
欸不好意思 {TW_ID:spread} 這是我的證號，可以幫我查嗎
證號{TW_ID:wide} 生日我就不打了
儲值被鎖，客服要我報身分證，報就報啊{TW_ID}
== PASSPORT
hz号 {PASSPORT}
护造号 {PASSPORT:spread}
本子号码{PASSPORT}，就是出国那个小本本
{PASSPORT:lower}是我护照，字母大写我懒得切
用的不是身份证是小红本，{PASSPORT}，{PERSON:py}
换发前{PASSPORT:zh} 换发后{PASSPORT:zh} 你们库里存的哪本？
passport那栏我写{PASSPORT:widest}然后就卡死
== PHONE
sjh {PHONE}
薇同号 {PHONE:cn}
手ji{PHONE:bare+half}打字不便
{PHONE:bare+han}，我普通话不好你将就看
幺三八开头那个不用了，现在是{PHONE:bare+yao}
call我 {PHONE:bare+keycaps}
☎ {PHONE:bare+spread} 找{PERSON}
前三位{PHONE:bare^1/3}，中间{PHONE:bare^2/3}，尾巴{PHONE:bare^3/3}
{PHONE:cn} 收不到码 已经试了{few}遍 是不是停机了
充这个→{PHONE:cn}←别多打一位
俺家老头子滴号{PHONE:cn}你给充{cash}中不
打我dh{PHONE:bare+rings}
莪の号碼{PHONE:wide}
号：{PHONE:bare+lines}
诶你听我说号是{PHONE:bare+look}，那个圈是零
联系人一栏：{PERSON}丨{PHONE:grouped}
我妈说让你们打给她，就是那个1开头尾号我记得的，全的是{PHONE:bare}
== BANK_CARD
yhk {BANK_CARD:zh}
kahao {BANK_CARD:spread} {bank}
银杭卡：{BANK_CARD:wide}
💳{BANK_CARD}（{bank}）{PERSON}
收米卡 {BANK_CARD:grouped} 打完截图
车队出U，卡料：{PERSON}----{BANK_CARD:zh}----{bank}
钱打{bank}那张就行，{BANK_CARD:half}，别打支付宝
{BANK_CARD:bankers}，这是我工资卡，怕机器人扫
上一段 {BANK_CARD:zh^1/2}⏎下一段 {BANK_CARD:zh^2/2}⏎合起来是完整的
{BANK_CARD:han} 开户名我自己
后四位你们有，前面是{BANK_CARD:zh}整个发你吧
转到这↓⏎{BANK_CARD:lines}⏎{PERSON}
{bank}储蓄 {BANK_CARD:zh} 限额{cash}一天
== CVV
背后那仨数儿 {CVV}
卡反面签名旁边写着{CVV}
cvc我念给你：{CVV:han}
{CVV}，后三码，够了吧
安全嘛 {CVV:wide} 有校期 {EXPIRY}
它问我卡背末三位 我说{CVV} 它说错
== EXPIRY
卡面底下那行{EXPIRY}，是月在前吧
有校期 {EXPIRY}
valid thru写的{EXPIRY} 没过啊
年月反着填的 应该{EXPIRY}
{BANK_CARD:en} {EXPIRY} {CVV} 刷不出来
卡到{EXPIRY}才过呢急啥
== EMAIL
油箱 {EMAIL}
邮件发这{EMAIL:at}，把艾特换回来
yx：{EMAIL:at}
qq邮箱就是我扣号 {EMAIL}
{EMAIL:widest}，输入法全角了懒得改
伊妹儿 {EMAIL} 收
账号----密码----邮箱----邮密⏎{hero}{tail}----{PASSWORD}----{EMAIL}----{PASSWORD}
{EMAIL:upper} 大小写不分吧
前面字母后面数字那个 {EMAIL:at} 对 就是登录的
== QQ_WECHAT
薇❤ {QQ_WECHAT:wx}
加威信{QQ_WECHAT:wx}详聊
v：{QQ_WECHAT:wx}
扣扣{QQ_WECHAT:qq}
企鹅号{QQ_WECHAT:qq+wide}
绿泡泡 {QQ_WECHAT:wx} 来
球球⏎{QQ_WECHAT:qq}⏎上号
+V❤：{QQ_WECHAT:wx} 不在平台走 便宜{cash}
vx{QQ_WECHAT:wx}，私我给价
鹅厂那个聊天号{QQ_WECHAT:qq+han}
微x: {QQ_WECHAT:wx+upper} 暗号{few}
加我 {QQ_WECHAT:qq} 扣 拉你进群
卫星{QQ_WECHAT:wx}，别在这说
== ADDRESS
dz：{ADDRESS}
寄：{ADDRESS}⏎收：{PERSON}⏎电：{PHONE}
{PERSON} {PHONE:cn} {ADDRESS}
就放{ADDRESS}楼下超市，老板认识我
我屋头在{ADDRESS}，莫寄错咯
老地址作废，搬到{ADDRESS}去了
地址係{ADDRESS:hk}，唔好寄順豐站
寄到{ADDRESS:tw}，管理員代收
那个卡邮到{ADDRESS}中不中啊
住址證明寫住{ADDRESS:hk}，同身份證唔同有冇問題
== PERSON
户主{PERSON}哈
名儿叫{PERSON}，三声那个
xm {PERSON}
我姓名里有生僻字，是{PERSON}，系统打不出
打钱认准{PERSON}这个名 别的都是假的
挂人：{market}骗子{PERSON}，骗我{cash}
{PERSON}是我哥，{PERSON}是我，号是我哥的
係{PERSON}開嘅戶口，我幫佢問
拼音是{PERSON:py}，汉字{PERSON:zh}
== PASSWORD
mm {PASSWORD}
密码→{PASSWORD}←中间没空格
蜜马{PASSWORD}
上号 号{QQ_WECHAT:qq} 密{PASSWORD} 别顶我
就是我家猫的名字加生日，{PASSWORD:name}，你试试
登陆口令一直没换过还是{PASSWORD}
你输{PASSWORD}进得去，进去了先别动背包
账密：{EMAIL}|{PASSWORD}
锁屏我设的{PASSWORD:pin}，交易也是这个
pwd={PASSWORD} 大写别搞错
之前那个被盗改了，新的我改成{PASSWORD}这样总行了吧
仓库二级锁 {PASSWORD:pin}，别告诉代练
{hero}{tail}----{PASSWORD}----{server}
提现mm我记成{PASSWORD:pin}了，原来是{PASSWORD:pin}
密碼唔記得係{PASSWORD}定係{PASSWORD}
== OTP
yzm {OTP}
验.证.码 {OTP}
{OTP} 码
又来了一个，这次是{OTP}
它发我一条短信说{OTP}什么什么别告诉别人
{OTP:han} 快输
码：{OTP:wide}⏎快 快 快
我手机上蹦出来{OTP}，是这个不？
刚那个过期了 重新发的{OTP}
語音電話讀嘅係{OTP:han}
前面三个{OTP^1/2}后面{OTP^2/2}
口令牌上现在跳的{OTP} 一分钟一换
备用码我还剩一个 {OTP}
== CRYPTO_SEED
zjc {CRYPTO_SEED}
祝记词⏎{CRYPTO_SEED}
单词按顺序 {CRYPTO_SEED}
小本子上写的 {CRYPTO_SEED} 有两个字迹糊了
恢复短语{CRYPTO_SEED:zh}
我钱包那些英文词：{CRYPTO_SEED:en}⏎导进去提示校验失败 是不是抄错了
{CRYPTO_SEED} 这些词啥意思啊 客服让我发的
助計詞 {CRYPTO_SEED:zht}
前一半 {CRYPTO_SEED:en^1/2}⏎后一半 {CRYPTO_SEED:en^2/2}
日文版的 {CRYPTO_SEED:ja} 你们支持吗
朋友是西班牙人，他的词{CRYPTO_SEED:es}帮他导一下
== CRYPTO_KEY
sy：{CRYPTO_KEY}
思钥 {CRYPTO_KEY}
{CRYPTO_KEY}⏎拿这个能进去，地址{addr}
不是地址，是那个能转走币的长串 {CRYPTO_KEY}
key⏎{CRYPTO_KEY:lines}
keystore解出来是{CRYPTO_KEY}，明文，存好了
没有助记词只有这个{CRYPTO_KEY}
我建的多签，第一把{CRYPTO_KEY} 第二把在我老婆那
== CARD_SECRET
km：{CARD_SECRET}
咔密{CARD_SECRET}
{CARD_SECRET} 废的 换
卡密{CARD_SECRET:widest}复制出来是全角
{CARD_SECRET:zh}----{CARD_SECRET:zh}⏎卡----密
刮出来这样 {CARD_SECRET:lines} 中间断了一行
cdk {CARD_SECRET} 兑了没反应
收卡，{product}，{CARD_SECRET}，秒结吗
批量：⏎{CARD_SECRET}⏎{CARD_SECRET}⏎{CARD_SECRET}⏎第二张不行
{CARD_SECRET:lower} 小写输也不行
苹果卡背面X开头 {CARD_SECRET:en} 看看几成新
充值码在这{CARD_SECRET:grouped}，你们自己充
兑换的那串是⏎⏎{CARD_SECRET}
== IBAN
欧洲那种长账号{IBAN}，国内叫不上名
iban号小写的 {IBAN:lower}
国际户头 {IBAN} {PERSON:en}
出金填{IBAN}它说不是有效的
{IBAN}，SWIFT我回头给
== PLATE
车牌儿{PLATE}
我那破车 {PLATE:spread} 加油卡没到账
cp {PLATE:lower}
{PLATE:green}，绿牌，充电桩的券用不了
挪车码绑的是{PLATE}，车主{PERSON}
嗰架車係{PLATE:hk}，兩地牌
== IP
艾屁 {IP}
ip地止{IP:wide}
日志：{stamp} login ok from {IP} dev={device}
是不是你们拿{IP}登我号了
封的{IP}是网吧的，不关我事
ping了一下出口变{IP}了
== SSN_US
美国社会保障那个九位数 {SSN_US}
ssn{SSN_US:spread}过不去
税号填的社安 {SSN_US}
我闺女在美国的工卡号（social）{SSN_US}，{PERSON:en}
{SSN_US} 这是SSN不是电话别打
== API_KEY
接口那个钥匙 {API_KEY}
ak/sk 里的sk：{API_KEY}
脚本里写死了 TOKEN='{API_KEY}' 跑不通
发卡网对接用的{API_KEY:lines}复制断行了
curl -H "Authorization: Bearer {API_KEY}" 返回{error}
«"apikey":"{API_KEY}","market":"{market}"»
"""
)
OPENERS = listed("""那个|emmm|老哥|大佬|家人们|救命|哥|姐|宝|靠|淦|在不|滴滴|欸|喂|hellow|老铁|唔該|歪|ee|急！！！|兄\
dei|哎""")
CLOSERS = listed("""速度|蟹蟹|3q|搞快点|别墨迹|在线蹲|跪求|行不行给个话|中不中|得唔得|ok不|懂的都懂|唉|无语|麻了|绷不\
住了|谢谢啦|莫催我|就这|88""")
CONTEXT = listed("""单号{order}|uid{uid}|{game}{server}的|v{version}|走{chain}的|哈希{tx}|到账地址{addr}|花了\
{amount}|弹{error}|{date}那单|{courier}{tracking}|号段{rank}|{hero}皮肤都在|{clock}弄的|尾号{tail}""")
