"""Games, products, companies and the like, by language: names that stand in messages and are not sensitive."""

from __future__ import annotations

_TEXT = """
game zh 原神|王者荣耀|和平精英|崩铁|蛋仔派对|明日方舟|永劫无间|梦幻西游|逆水寒|英雄联盟|CF|DNF|三角洲|鸣潮|地下城|绝\
区零|火影忍者手游|第五人格|光遇|金铲铲
game en Genshin|Mobile Legends|PUBG|Valorant|Roblox|Fortnite|Free Fire|Honkai Star Rail|CoD Mobile|Clash of Clans|FC \
25|OSRS|Wuthering Waves|Minecraft|Diablo IV|Apex
product zh 6480创世结晶|648档|648大月卡|Q币100个|Steam充值卡50刀|苹果礼品卡200|腾讯视频年卡|网易云黑胶季卡|爱奇艺星钻\
|点券1000|京东E卡500面值|移动话费100|中石化加油卡|美团外卖券|百度网盘年费会员|PSN港服500|任天堂3000点|话费慢充200|\
Netflix一个月|骏网一卡通100
product en $50 Steam card|1000 V-Bucks|Robux gift card|8080 Genesis Crystals|$100 Apple card|PSN 12 month|Razer Gold \
$20|Xbox Game Pass Ultimate|2,250 MLBB diamonds|Amazon $25 eGift|Netflix voucher|Google Play $10|Nitro yearly|\
Spotify 6 months|$200 Visa prepaid
wallet zh imToken|TP钱包|欧易|币安|小狐狸|Trust Wallet|OneKey|Ledger|火币|Gate|Bitget|BitPie
wallet en MetaMask|Trust Wallet|Ledger Live|Phantom|Coinbase|Binance|Exodus|Kraken|Bybit|OKX|Trezor|Atomic
coin zh USDT|ETH|BTC|TRX|BNB|SOL|usdc|狗狗币
coin en USDT|ETH|BTC|TRX|BNB|SOL|USDC|DOGE|MATIC
chain zh TRC20|ERC20|BSC链|波场|以太坊主网|Arbitrum|Solana链
chain en TRC20|ERC-20|BEP20|Arbitrum|Polygon|Solana|Base
company zh 李宁|周大福|老干妈|王老吉|马应龙|张小泉|方太|陈克明|吴裕泰|王守义|周黑鸭|李锦记|李子柒旗舰店|章光101|同仁\
堂|三只松鼠|陶陶居|杨国福麻辣烫
company en Wells Fargo|Charles Schwab|JPMorgan|Johnson & Johnson|Ben & Jerry's|Mary Kay|John Deere|Jack Daniel's|Dr. \
Martens|Wendy's|Ralph Lauren|Baskin Robbins|Papa Johns|Trader Joe's
hero zh 胡桃|钟离|雷电将军|李白|貂蝉|公孙离|诸葛亮|百里守约|艾希|亚索|银狼|花火|刻晴|孙尚香|刃|黄泉|韩信|达摩
hero en Arthur Morgan|Lara Croft|Hu Tao|Geralt|Jett|Sage|Ellie|Kratos|Raiden Shogun|Lee Sin|Miss Fortune|Captain \
Price|Ghost|Zhongli|Ada Wong
town zh 深圳|成都|郑州|义乌|香港|海南三亚|哈尔滨|老家县城|东莞|石家庄|呼和浩特|曼谷|迪拜|吉隆坡|澳门
town en Dubai|Lagos|Manila|Austin|Leeds|Toronto|Kuala Lumpur|Berlin|Phoenix|Sydney|Shenzhen|rural Ohio|Nairobi
device zh iPhone 13|华为Mate60|红米K70|iPad|小米14|荣耀X50|一加12|电脑|安卓14|鸿蒙4.2|Switch
device en Pixel 8|iPhone 15 Pro|Galaxy S23|my old laptop|iPad|Windows 11|Steam Deck|PS5|Android 14|Firefox|a MacBook
market zh 闲鱼|拼多多|淘宝|京东|交易猫|5173|螃蟹账号|抖音小店|5211游戏|盼之
market en eBay|G2A|Kinguin|PlayerAuctions|Eldorado|G2G|Facebook Marketplace|Carousell|Amazon|OfferUp
server zh 天空岛|微信一区|QQ手Q 138区|艾欧尼亚|跨一|电信十二区|B服|国际服|世界树|安卓微信区
server en NA East|EU West|Asia server|SEA 3|OCE|server 2417|zone 9043|the LATAM shard
rank zh 钻石|星耀三|40级|宗师|V12|巅峰赛1800分|60级满命|白金
rank en Diamond 2|AR 58|level 312|Radiant|Plat|prestige 4|Gold III
courier zh 顺丰|圆通|极兔|中通|京东快递|韵达|邮政|申通
courier en UPS|USPS|FedEx|DHL|Royal Mail|DPD|Yodel
bank zh 招商|工行|建行|农行|邮储|平安|中信|浦发|兴业|光大|民生|广发
bank en Chase|BofA|Citi|HSBC|Monzo|Barclays|Revolut|Capital One|DBS|Maybank
sorry zh 不好意思|抱歉|对不住|打扰了
sorry en sorry|apologies|my bad|pardon
idiom zh 三番五次|七上八下|十万火急|一五一十|乱七八糟|不三不四|九牛一毛|三天两头|五花八门|一来二去|四舍五入|百分之百|\
千叮咛万嘱咐|八九不离十|丢三落四|六神无主
idiom en 24/7|at sixes and sevens|a catch-22|nine times out of ten|back to square one|on cloud nine|the whole nine \
yards|one in a million|a dime a dozen|50/50|fifth wheel|two birds one stone
"""


def _read() -> dict[tuple[str, str], list[str]]:
    lines = (line.split(" ", 2) for line in _TEXT.strip().split("\n"))
    return {(name, language): names.split("|") for name, language, names in lines}


BANK = _read()
