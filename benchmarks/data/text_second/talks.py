"""Templates of conversations, their messages separated by `//`: label and value apart, numbers sent in pieces."""

from __future__ import annotations

from benchmarks.data.text_second.grammar import sections

CHINESE = sections(
    """
== asked
<麻烦报一下身份证号|证件号发一下|身份信息核对一下>//{CN_ID}
请问<注册手机号|绑定的手机>是？//{PHONE:cn}//好的，稍等
名字呢//{PERSON:zh}//<身份证|证件>呢//{CN_ID}//嗯嗯
收款<卡号|账户>给我//{BANK_CARD:zh}//哪个行//{bank}//户名//{PERSON:zh}
<验证码|码>收到没//<等下|没|稍等>//{OTP}
我发验证码给你手机了，念给我//{OTP}//过期了，再发一次//{OTP}
密码多少//{PASSWORD}//进不去//那试试{PASSWORD}
卡密呢？//亲 发您了哈//{CARD_SECRET}
卡密发过来看看//第一张//{CARD_SECRET}//第二张//{CARD_SECRET}
钱包怎么恢复不了//您用什么恢复的//就那12个词//{CRYPTO_SEED:en}//……请不要把助记词发给任何人
把私钥发我帮你找回//真的能找回？//{CRYPTO_KEY}
邮箱//{EMAIL}//不对，这个没注册过//那试试{EMAIL}
寄哪儿？//{ADDRESS:zh}//谁收//{PERSON:zh} {PHONE:cn}
微信加一下//号多少//{QQ_WECHAT:wx}
Q号//{QQ_WECHAT:qq}//充多少//{amount}
车牌？//{PLATE}//充{amount}对吧//对
卡背面三位数//哪里//签名旁边//{CVV}
有效期//{EXPIRY}//安全码//{CVV}
护照号发我//大写字母也要？//{PASSPORT:zh}
您是香港用户对吗，证件号码？//{HK_ID}
哪里的证件//澳门//号码//{MACAU_ID}
身分證字號麻煩給我//{TW_ID}//{PERSON:zh}對嗎//對
登录异常//什么ip//{IP}//那是{town}的
api key发我看看权限//{API_KEY}//这是secret啊大哥，赶紧删
IBAN有吗//有，等我翻翻//{IBAN}
美国那个社安号//{SSN_US}//好
提币密码//哪个密码//六位的//{PASSWORD:pin}
订单号//{order}//手机//{PHONE:cn}
帮我查下{order}//收件人是？//{PERSON:zh}
== pieces
身份证分开发，怕被屏蔽//{CN_ID^1/2}//{CN_ID^2/2}
{CN_ID^1/3}//{CN_ID^2/3}//{CN_ID^3/3}//连起来
手机//{PHONE:bare^1/2}//{PHONE:bare^2/2}
电话前面{PHONE:bare^1/3}//{PHONE:bare^2/3}//{PHONE:bare^3/3}//打我
卡号我分两段//{BANK_CARD:zh^1/2}//{BANK_CARD:zh^2/2}//{bank}的
{BANK_CARD:zh^1/3}//后面是{BANK_CARD:zh^2/3}//最后{BANK_CARD:zh^3/3}
助记词前半//{CRYPTO_SEED:en^1/2}//后半//{CRYPTO_SEED:en^2/2}
词太多分三条//{CRYPTO_SEED:en^1/3}//{CRYPTO_SEED:en^2/3}//{CRYPTO_SEED:en^3/3}
私钥太长一条发不下//{CRYPTO_KEY^1/2}//{CRYPTO_KEY^2/2}
微信//{QQ_WECHAT:qq^1/2}//{QQ_WECHAT:qq^2/2}//合起来是q号，微信也能搜到
卡密左边{CARD_SECRET:zh^1/2}//右边{CARD_SECRET:zh^2/2}
iban//{IBAN^1/2}//接着{IBAN^2/2}
== clean
订单号//{order}//查到了，明天补
哪个区//{server}//uid//{uid}
单号多少//{tracking}//{courier}的，在{town}
哈希给我//{tx}//{few}个确认，再等等
充币地址？//{addr}//网络选{chain}
身份证要发吗//不用，请不要发证件号码//好
验证码收不到//多久了//{some}秒//换个网络试试
密码忘了//点登录页的忘记密码//没反应//{device}？升级到{version}
多少钱//{amount}//便宜点，{amount}//行
版本//{version}//报错//{error}
卡是{bank}的，尾号{tail}//退款{few}个工作日//行吧
角色名//{hero}本命//等级//{rank}
几号//{date}//几点//{clock}
有人问我要助记词//千万别给//我没给
{company}能开票吗//能//多少钱起//{amount}
前半截单号{order}//后半截没了，就这么长//哦
验证码几位//6位//我这4位的呀//那是别家的
"""
)
ENGLISH = sections(
    """
== asked
<Could I have the ID number?|What ID did you register with?|National ID please>//{CN_ID}
Which phone is on the account?//{PHONE}//Thanks, one moment
Name?//{PERSON}//And the passport?//{PASSPORT}
Where should the refund go//card//which one//{BANK_CARD}
card number pls//{BANK_CARD:en}//expiry//{EXPIRY}//and the back//{CVV}
<Did the code arrive?|Read me the code>//hold on//{OTP}
wrong code//it's what it said//{OTP}//oh now it's {OTP}
whats the password//{PASSWORD}//doesnt work//oh wait, {PASSWORD}
Your code is on its way//where//{CARD_SECRET}
send the gift card numbers//all of them?//{CARD_SECRET}//{CARD_SECRET}
Which words did you use to restore?//these//{CRYPTO_SEED:en}//Please never send those to anyone!
I can recover it, I only need the key//the private one?//yes//{CRYPTO_KEY}
email//{EMAIL}//no account there//try {EMAIL}
ship to?//{ADDRESS:en}//recipient?//{PERSON:en}
add me//on what//wechat//{QQ_WECHAT:wx}
QQ?//{QQ_WECHAT:qq}//how many coins//{some}
plate?//{PLATE}//owner//{PERSON:py}
Hong Kong ID number?//{HK_ID}
Taiwan?//yes//ID//{TW_ID}
Macau card number//{MACAU_ID}//thanks
What address did it log in from//you mean ip?//yes//{IP}
show me the key you use for the bot//{API_KEY}//that is the secret one, revoke it now
bank details for euros//{IBAN}//in whose name//{PERSON}
last step, social security//all nine?//yes//{SSN_US}
pin?//for what//withdrawal//{PASSWORD:pin}
order number//{order}//and a phone we can call//{PHONE}
who paid for {order}?//my brother//his name?//{PERSON}
valid until//{EXPIRY}
== pieces
sending it in two bits//{BANK_CARD:en^1/2}//{BANK_CARD:en^2/2}
first half {PHONE:abroad^1/2}//second {PHONE:abroad^2/2}
{SSN_US^1/3}//{SSN_US^2/3}//{SSN_US^3/3}//thats my social
words 1 to half//{CRYPTO_SEED:en^1/2}//rest//{CRYPTO_SEED:en^2/2}
three texts, seed//{CRYPTO_SEED:en^1/3}//{CRYPTO_SEED:en^2/3}//{CRYPTO_SEED:en^3/3}
key wont fit//{CRYPTO_KEY^1/2}//{CRYPTO_KEY^2/2}
chinese id//{CN_ID^1/2}//{CN_ID^2/2}//put together
code part one {CARD_SECRET^1/2}//part two {CARD_SECRET^2/2}
IBAN starts {IBAN^1/2}//then {IBAN^2/2}
otp is {OTP^1/2}//and {OTP^2/2}
my number//{PHONE:abroad^1/3}//{PHONE:abroad^2/3}//{PHONE:abroad^3/3}
== clean
order number?//{order}//found it, reissuing today
server?//{server}//uid//{uid}
tracking?//{tracking}//it's in {town} with {courier}
hash please//{tx}//{few} confirmations, nearly there
which address//{addr}//and the network//{chain}
do you need my ID?//no, please don't send it here//ok
code never came//how long//{some} seconds//try wifi
forgot my password//use the reset link//it goes nowhere//on {device}? update to {version}
price//{amount}//{amount}?//deal
version//{version}//error//{error}
it's {bank}, ends {tail}//{few} working days//fine
main?//{hero}//rank//{rank}
what day//{date}//what time//{clock}
someone wants my seed phrase//never give it//i didn't
can you invoice {company}?//yes, from {amount}
how many digits is the code//6//mine has 4//that's someone else's text
paid {amount}//to which address//{addr}//not ours, sorry
"""
)
MIXED = sections(
    """
== asked
phone number?//{PHONE:cn}//ok wait一下
ID给我//{CN_ID}//name//{PERSON:py}
password是？//{PASSWORD}
code收到了吗//yes//{OTP}
seed phrase发一下//全部吗//{CRYPTO_SEED:en}
email//{EMAIL}//ok已发
== pieces
card分开send//{BANK_CARD^1/2}//{BANK_CARD^2/2}
== clean
order号//{order}//ok checking
uid//{uid}//server呢//{server}
tx hash有吗//{tx}//confirmed了，wait
"""
)
