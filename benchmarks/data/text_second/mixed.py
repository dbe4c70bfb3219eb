"""Templates that mix both languages, as people abroad and in trade do."""

from __future__ import annotations

from benchmarks.data.text_second.grammar import listed, sections

ORDINARY = sections(
    """
== CN_ID
KYC的ID number我填{CN_ID}，system一直pending
== HK_ID
HKID係{HK_ID}，plz幫我upgrade account
== TW_ID
我是Taiwan user，ID No. {TW_ID}，一直被reject
== MACAU_ID
Macau BIR {MACAU_ID}，app里没有这个option
== PASSPORT
passport号码{PASSPORT}，已经renew了，麻烦update
== PHONE
我的US号{PHONE:abroad}收不到SMS，可以call吗
new phone {PHONE:cn}，旧的那个SIM丢了
== EMAIL
receipt请send到{EMAIL}，order {order}
== BANK_CARD
refund回原卡就行，card no. {BANK_CARD}，{bank}的
== CVV
这个Visa的security code是{CVV}，checkout还是fail
== EXPIRY
卡的expiry我写的{EXPIRY}，没问题吧
== IBAN
SEPA出金，IBAN {IBAN}，beneficiary {PERSON:en}
== CRYPTO_SEED
我的seed phrase是 {CRYPTO_SEED} import之后balance是0
== CRYPTO_KEY
export出来的private key {CRYPTO_KEY}，怎么导到{wallet}
== CARD_SECRET
gift card code {CARD_SECRET} redeem不了，显示{error}
== PASSWORD
account {EMAIL}，password是{PASSWORD}，帮我login看看
== OTP
收到OTP了，{OTP}，please快一点
== PERSON
cardholder是{PERSON:py}，也就是我，{PERSON:zh}
== ADDRESS
shipping address：{ADDRESS}，别寄到old address
== QQ_WECHAT
add我WeChat {QQ_WECHAT:wx}，我send你screenshot
== IP
login log里有个unknown IP {IP}，不是我
== SSN_US
SSN填的{SSN_US}，Coinbase说not match
== API_KEY
bot的API key：{API_KEY}，permission是read only
== PLATE
ETC绑的plate是{PLATE}，top up一直fail
"""
)
HARD = sections(
    """
== CN_ID
my sfz {CN_ID} 名字pinyin {PERSON:py} 过不了face check
== PHONE
sjh is {PHONE:cn} btw 可以whatsapp
dial {PHONE} 找我 or 我老婆 {PHONE}
== EMAIL
mail丢{EMAIL:at}就ok la
== BANK_CARD
card料 {BANK_CARD:grouped} exp{EXPIRY} 后三{CVV} 试下charge
== PASSWORD
pw我set成{PASSWORD}了 try again lah
== CRYPTO_SEED
zjc below 全english ⏎{CRYPTO_SEED:en}⏎thx大佬
== CRYPTO_KEY
sy: {CRYPTO_KEY} (别share)
== CARD_SECRET
code在这 {CARD_SECRET:lower} used了是不是
== OTP
yzm={OTP} go go go
== QQ_WECHAT
加me微 {QQ_WECHAT:wx} dm太慢
== ADDRESS
寄my place {ADDRESS} 放lobby
== PERSON
boss叫{PERSON:zh} 英文{PERSON:en} KYC用哪个
== HK_ID
ID {HK_ID} HK嘅 cap唔到圖 sor
== PASSPORT
pp号{PASSPORT:lower} photo page那个
== SSN_US
我的social {SSN_US} 别外传pls
== IP
whos {IP} 啊？？登了我号
== IBAN
钱wire到{IBAN:lower} 谢
== API_KEY
key泄露了orz {API_KEY} 快revoke
"""
)
CLEAN = sections(
    """
== clean
order {order} 还是processing，已经{few}天了
tx {tx} confirmed了，balance没update
我的UID {uid}，server是{server}，topup没到
版本{version}有bug，{device} login就crash
please不要问我要password，我不会给的
这个site {url} 是scam吗
{product} out of stock到{date}？
收到code为什么显示used，我还没redeem
deposit到{addr}，amount {amount}，chain是{chain}
KYC要passport还是ID card，哪个快
谢谢，received了，good seller
refund几天？card ending {tail}
"""
)
OPENERS = listed("""hi|hello亲|在吗|excuse me|sorry打扰|hey|嗨|quick question哈""")
CLOSERS = listed("""thanks|谢啦|pls快点|ok?|麻烦check下|tq|urgent啊|等你reply""")
CONTEXT = listed("""order {order}|UID {uid}|{game}的|paid {amount}|error {error}|tx {tx}|{date}下单|app version \
{version}|to {addr}""")
