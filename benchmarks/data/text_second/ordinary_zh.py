"""Templates of ordinary messages in Chinese: what customers and agents write when nobody hides anything."""

from __future__ import annotations

from benchmarks.data.text_second.grammar import listed, sections

TEMPLATES = sections(
    """
== CN_ID
实名那一步要填{PERSON}、{CN_ID}，填完点下一步它就转圈
我弟未成年，防沉迷想改成我的身份，{CN_ID}，名字{PERSON}
你们后台登记的是我旧身份证，现在换成了{CN_ID}，麻烦更新一下
~<亲|您好>，<麻烦核对|请确认>一下<证件号|身份证号>：{CN_ID}，<是本人吗|确认无误我就提交了>
注销要求提供身份信息：{PERSON}⏎{CN_ID}⏎注册手机{PHONE}
号是我从上一个号主手里买的，他留的实名是{PERSON}{CN_ID}，现在人脸过不去咋办
提现{cash}卡在身份核验，证件号码我填的{CN_ID}，没填错啊
工单{order}补充材料：申请人{PERSON}，公民身份号码{CN_ID}
帮我老婆申诉的，她身份证是{CN_ID}
{CN_ID} 这个证件下面绑了{few}个号，帮我都解了吧
系统显示{CN_ID}已经被别的账号实名过了，可我从来没注册过{wallet}啊
== HK_ID
我是香港人，没有内地身份证，只有{HK_ID}，<能过KYC吗|这个能实名吗>
<高级认证|二级认证>提交的是香港永居，号码{HK_ID}，三天了还在审
港澳居民那一栏填{HK_ID}提示格式错误{error}
~客户{PERSON:zh}，香港身份證{HK_ID}，要求解除提现限制
补充一下，我之前开户用的证件是{HK_ID}不是护照
== MACAU_ID
澳门居民身份证{MACAU_ID}，你们页面没有这个选项
本人{PERSON:zh}，澳門身份證編號{MACAU_ID}，申請更改綁定電話
我填的{MACAU_ID}，是澳门的，别当成香港的给我拒了
{wallet}那边让上传澳门证件，号码是{MACAU_ID}，括号要不要带？
证件类型选澳门，号码{MACAU_ID}，姓名{PERSON:zh}
== TW_ID
我是台灣用戶，身分證字號{TW_ID}，請問可以儲值嗎
台胞证过期了，能不能用台湾身份证{TW_ID}先验证
會員{PERSON:zh}⏎身分證{TW_ID}⏎手機{PHONE:tw}⏎想辦理退款
{game}台服绑定资料：{TW_ID}，现在想换绑
客人说他在台北，证件号{TW_ID}，这个怎么录？
== PASSPORT
人在{town}，身份证没带，用护照{PASSPORT}做的认证
护照号<是|为>{PASSPORT}，<有效期还有两年|刚换的新本>，为什么提示不支持
{wallet}认证被拒，我护照{PASSPORT}拍得很清楚了呀
上次登记的旧护照作废了，新的是{PASSPORT}，{PERSON:py}
~请协助修改证件信息：护照，{PASSPORT}，签发地{town}
我没有国内身份证，外籍，护照编号{PASSPORT}，怎么充{game}
== PHONE
打我电话吧{PHONE}，打字说不清楚
话费充错了！应该充{PHONE}，结果充到我前男友号上去了
之前注册用的{PHONE}早就不用了，现在这个是{PHONE}
~<亲|老板>，直充的话留一下号码，您上次充的是{PHONE}对吧
机主{PERSON}，号码{PHONE}，慢充{cash}，三天没到
{PHONE}，联通的，充{cash}谢谢
充值账号就是手机号 {PHONE}，{game}{server}
麻烦让你们主管回个电话，{PHONE}，我下午都在
我现在人在香港，内地卡收不到，发到{PHONE:hk}可以吗
有事找我对象也行 {PHONE}，她管钱
填的联系方式是{PHONE}，但我收到的短信说尾号不是这个
== BANK_CARD
退款退到这张吧，{BANK_CARD}，{bank}的，户名{PERSON}
提现绑的卡注销了，新卡{BANK_CARD}，开户行{bank}
我从{BANK_CARD}转出去的，{cash}，{date}{clock}，你们查一下流水
对公打款请打：{PERSON}，{bank}，{BANK_CARD}
法币卖出，买家付到了我旧卡{BANK_CARD}上，那张卡被冻了
~亲，这边给您退{cash}，请核对收款卡号{BANK_CARD}是否正确
骗子让我把钱打到{BANK_CARD}这张卡，户主叫{PERSON}，{bank}的，求你们拦一下
{BANK_CARD} 绑不上，提示{error}
我的收款账户：{bank} {BANK_CARD} {PERSON}，订单{order}
== CVV
外币信用卡付{product}，卡号{BANK_CARD:en}，安全码{CVV}，一直报{error}
后三位我填的{CVV}，是签名条那里的吧？
网页要CVV2，我输了{CVV}还是不对
付款的时候有效期{EXPIRY}，背面三位{CVV}，提示拒绝
== EXPIRY
信用卡有效期{EXPIRY}，应该没过期啊，充Steam老是失败
新卡下来了，卡号没变，有效期改成{EXPIRY}，帮我更新自动续费
绑卡信息{BANK_CARD:en}，到期{EXPIRY}，{PERSON:py}
系统提示卡过期，可卡面上写的是{EXPIRY}
== EMAIL
卡密发我邮箱吧，{EMAIL}
发票抬头{company}，发到{EMAIL}
{market}上买的，订单{order}，你们说发邮件了，我的邮箱是{EMAIL}，垃圾箱也翻了
换绑，旧邮箱{EMAIL}，新邮箱{EMAIL}
{wallet}注册邮箱{EMAIL}被停用了，收不到提币确认信
~您提供的邮箱{EMAIL}退信了，请重新提供一个
我苹果ID就是{EMAIL}，礼品卡直接帮我兑了
登录用的{EMAIL}，可界面显示的是别人的昵称，吓死我了
== QQ_WECHAT
加我微信聊吧，{QQ_WECHAT:wx}，备注{game}
QQ{QQ_WECHAT:qq}，充Q币{some}个
号是QQ登录的，账号{QQ_WECHAT:qq}，{server}，代练到{rank}
有个人加我说是你们客服，微信号{QQ_WECHAT:wx}，是真的吗
~亲我们官方没有微信的哦，{QQ_WECHAT:wx}是骗子，请勿转账
Q币冲到{QQ_WECHAT:qq}，别冲错
原号主联系方式：QQ {QQ_WECHAT:qq}，微信 {QQ_WECHAT:wx}
收图的加{QQ_WECHAT:qq}，我把截图发你
== ADDRESS
实体卡寄到{ADDRESS}，{PERSON}收，{PHONE}
地址写错了改一下，{ADDRESS}
~请寄回换货，退货地址：{ADDRESS}
{courier}{tracking}显示派到了{ADDRESS}，我根本不住那
账单地址填的{ADDRESS}，和卡上对不上会不会拒付
发票和周边一起寄吧，收件{PERSON}，{ADDRESS}
KYC要住址证明，我水电单上写的是{ADDRESS}
== PERSON
户名是{PERSON}，不是我，是我妈的卡
收款人{PERSON}，跟实名不一致所以提不了
对方支付宝实名叫{PERSON}，转了{cash}就把我拉黑了
我叫{PERSON}，之前找过你们，工号{tail}的那位处理的
~请问是{PERSON}<先生|女士>吗，这里是{market}售后
群里有个叫{PERSON}的自称内部人员，收了我{cash}
~{PERSON}女士您好，您的{product}已补发
== PASSWORD
代练上号：账号{QQ_WECHAT:qq} 密码{PASSWORD}
登录密码我改成{PASSWORD}了，你再试试
老板，{game}号：{EMAIL}，密码：{PASSWORD}，{server}
支付密码{PASSWORD:pin}输了三次锁了
~您的临时密码为{PASSWORD}，首次登录请修改
钱包密码我记得是{PASSWORD}，现在提示不正确，{version}升级之后就这样
买的号密码给的{PASSWORD}，登不上去，退钱
邮箱密码也给你 {PASSWORD}，换绑完跟我说
== OTP
收到了，验证码{OTP}
短信来了 {OTP}，快点五分钟过期
~您的验证码是{OTP}，请勿泄露（这条是我刚收到的，我没操作啊）
{OTP} 这个码输进去说错误
谷歌验证器上显示{OTP}，但是提示不匹配，时间也同步了
~【{wallet}】{OTP}（登录校验码），我刚收到这个，谁在登我号？
动态码{OTP}，你那边赶紧登
== CRYPTO_SEED
我备份的单词是 {CRYPTO_SEED}，导进去余额是0
助记词：{CRYPTO_SEED}⏎帮我看看币还在不在
换手机了，用{CRYPTO_SEED}恢复出来地址不是{addr}
客服让我发助记词我就发了 {CRYPTO_SEED} 现在币没了
纸上抄的中文词 {CRYPTO_SEED:zh} {wallet}不认
== CRYPTO_KEY
私钥{CRYPTO_KEY}，地址{addr}，导入后看不到{coin}
我把私钥导出来了：{CRYPTO_KEY}⏎怎么弄到{wallet}里去？
{chain}的key是{CRYPTO_KEY}，转账哈希{tx}，麻烦查下
导入提示{error}，内容就是{CRYPTO_KEY}
被盗了，私钥之前存在网盘里的，{CRYPTO_KEY}，对方地址{addr}
== CARD_SECRET
{product}的卡密：{CARD_SECRET}，提示已使用
刮开了，{CARD_SECRET}，最后一位看不清是不是B
~您购买的{product}，卡密为{CARD_SECRET}，请尽快兑换
第一张能用，第二张{CARD_SECRET}报{error}
兑换码{CARD_SECRET}区不对，我是{server}
订单{order}发过来的{CARD_SECRET}充不进去，换一张
卡号{CARD_SECRET:zh} 卡密{CARD_SECRET:zh}，面值{cash}，回收多少
苹果卡{CARD_SECRET:en}，收吗，什么价
== IBAN
欧元退款请打到{IBAN}，收款人{PERSON:en}
SEPA出金账户{IBAN}被拒，{error}
我德国的账户是{IBAN}，{wallet}提现{amount}没到账
IBAN填{IBAN}对吗，银行说少了一位
对方商家给的收款账号是{IBAN}，户名{PERSON:en}，我汇了{cash}
== PLATE
ETC充值，车牌{PLATE}，充{cash}
加油卡绑定车辆{PLATE}，车主{PERSON}，显示未激活
停车月卡买错了，应该是{PLATE}
油卡直充填车牌号吗？我的是{PLATE}
洗车券核销的时候说{PLATE}不在名单里，订单{order}
== IP
异地登录提醒，IP {IP}，不是我
登录记录里有个{IP}，{stamp}，显示在{town}
~我们查到您账号{date}从{IP}登录过，请问是您本人吗
封号原因写的是IP异常，我家宽带就是{IP}呀
白名单加一下这个出口 {IP}
== SSN_US
注册Coinbase要SSN，我填的{SSN_US}，说不匹配
我在美国工作，社安号{SSN_US}，报税表要重新开
Coinbase卡在身份验证，SSN是{SSN_US}，名字{PERSON:en}
税务信息那栏：{PERSON:en} {SSN_US}，提交失败
== API_KEY
量化机器人连不上，api key {API_KEY}，白名单已经加了{IP}
你们接口对接，密钥{API_KEY}，返回{error}
店铺自动发货的token是{API_KEY}，昨天开始失效
secret填的{API_KEY}，签名一直不对，文档看了{url}
把{API_KEY}这个密钥作废吧，实习生传到群里了
"""
)
OPENERS = listed("""\
在吗|你好|您好|客服|有人吗|亲|老板|hello|哈喽|急急急|麻烦看一下|人工|{sorry}|我又来了|是这样的|帮个忙|嗨|晚上好|请问|\
hi""")
CLOSERS = listed("""\
谢谢|麻烦了|尽快处理|急用|等您回复|多久能好|在线等|辛苦|谢谢老板|快点|可以吗|我{clock}之前要用|不然我投诉了|处理好告\
诉我|五星好评|已经等了{few}个小时|都{few}天了|拜托|你看下|给个说法""")
CONTEXT = listed("""\
订单号{order}|{date}买的{product}|{game}{server}，UID {uid}|付了{cash}|{market}下的单|我用的{device}，版本\
{version}|报错{error}|{coin}走的{chain}|哈希{tx}|钱包地址{addr}|{courier}单号{tracking}|{clock}提交的|我是{company}的\
员工|等级{rank}|截图已发|页面{url}|订单{order}金额{cash}|人在{town}|第{few}次问了|尾号{tail}付的款""")
