"""Invented addresses of real towns and plausible streets; the whole of it is the value, whichever way round."""

from __future__ import annotations

from random import Random

from benchmarks.data.text_second.hand import Hand, words

_TOWNS = (
    ("北京市", ("朝阳区", "海淀区", "丰台区", "通州区")),
    ("上海市", ("浦东新区", "闵行区", "宝山区", "嘉定区")),
    ("重庆市", ("渝北区", "九龙坡区", "沙坪坝区")),
    ("天津市", ("南开区", "滨海新区")),
    ("广东省深圳市", ("宝安区", "龙岗区", "南山区")),
    ("广东省广州市", ("天河区", "白云区", "番禺区")),
    ("广东省东莞市", ("长安镇", "虎门镇", "厚街镇")),
    ("浙江省杭州市", ("余杭区", "西湖区", "萧山区")),
    ("浙江省金华市", ("义乌市", "东阳市")),
    ("江苏省苏州市", ("工业园区", "昆山市", "吴江区")),
    ("江苏省徐州市", ("云龙区", "铜山区")),
    ("福建省泉州市", ("晋江市", "丰泽区")),
    ("四川省成都市", ("武侯区", "郫都区", "双流区")),
    ("湖北省武汉市", ("洪山区", "江夏区", "汉阳区")),
    ("湖南省长沙市", ("岳麓区", "雨花区")),
    ("河南省郑州市", ("金水区", "二七区", "中牟县")),
    ("山东省临沂市", ("兰山区", "沂南县")),
    ("河北省石家庄市", ("裕华区", "正定县")),
    ("辽宁省沈阳市", ("铁西区", "浑南区")),
    ("陕西省西安市", ("雁塔区", "长安区")),
    ("云南省昆明市", ("五华区", "官渡区")),
    ("广西南宁市", ("青秀区", "西乡塘区")),
    ("新疆乌鲁木齐市", ("天山区", "沙依巴克区")),
    ("黑龙江省哈尔滨市", ("南岗区", "道里区")),
)
_ROADS = words(
    """
    建设路 人民东路 幸福大道 学府路 科技二路 文化街 滨江路 解放南路 翠竹路 工业大道 朝阳巷 凤凰路 金山街 新华西路
    育才路
    """
)
_HOMES = words(
    "阳光花园 金地名苑 绿城桂花园 万科金域 碧桂园 幸福里 锦绣江南 龙湖时代 兴隆家园 保利香槟 恒大绿洲 和平小区"
)
_VILLAGES = words("大王庄村 李家屯 上塘村 石桥村 三家子村 南坑村 东河村 后营村")
_SCHOOLS = words("职业技术学院 理工大学 师范大学 农业大学 财经大学")
_HK_ROADS = (
    ("九龍旺角", "彌敦道"),
    ("九龍觀塘", "開源道"),
    ("新界沙田", "大涌橋路"),
    ("新界屯門", "屯喜路"),
    ("香港灣仔", "軒尼詩道"),
    ("新界元朗", "青山公路"),
    ("九龍深水埗", "欽州街"),
    ("香港北角", "英皇道"),
)
_HK_HOUSES = words("嘉樂大廈 富榮花園 海怡中心 新寶城 麗港閣 康樂樓")
_TW_ROADS = (
    ("台北市大安區", "忠孝東路四段"),
    ("新北市板橋區", "文化路一段"),
    ("台中市西屯區", "台灣大道三段"),
    ("高雄市三民區", "建國二路"),
    ("桃園市中壢區", "中山路"),
    ("台南市東區", "東門路二段"),
)
_STREETS = [
    "Maple Hollow Rd",
    "Harbour View St",
    "Linden Ave",
    "Cedar Creek Ln",
    "Old Mill Road",
    "Sycamore Dr",
    "Kingfisher Way",
    "Prospect St",
    "Willow Bend Ct",
    "Garrison Avenue",
    "Orchard Close",
    "Fenwick Street",
]
_US = (
    ("Austin", "TX", "787"),
    ("Fresno", "CA", "937"),
    ("Columbus", "OH", "432"),
    ("Tampa", "FL", "336"),
    ("Reno", "NV", "895"),
    ("Portland", "OR", "972"),
    ("Albany", "NY", "122"),
    ("Boise", "ID", "837"),
    ("Mesa", "AZ", "852"),
    ("Durham", "NC", "277"),
)
_UK = (
    ("Leeds", "LS7"),
    ("Bristol", "BS5"),
    ("Cardiff", "CF24"),
    ("Glasgow", "G42"),
    ("Croydon", "CR0"),
    ("Norwich", "NR3"),
)


def address_zh(rng: Random, hand: Hand) -> str:
    """From the province to the door, or a village, a dormitory, a parcel locker."""
    town, districts = rng.choice(_TOWNS)
    district = rng.choice(districts)
    if rng.random() < 0.25:
        town = town.replace("省", "").replace("市", "", 1)
    road, home = rng.choice(_ROADS), rng.choice(_HOMES)
    house = rng.choice(
        (
            f"{rng.randint(1, 32)}栋{rng.randint(1, 4)}单元{rng.randint(2, 33)}0{rng.randint(1, 6)}",
            f"{rng.randint(1, 20)}号楼{rng.randint(1, 28)}0{rng.randint(1, 4)}室",
            f"{rng.choice('ABC')}座{rng.randint(3, 30)}1{rng.randint(0, 9)}",
        )
    )
    number = f"{road}{rng.randint(1, 980)}号"
    school = f"{rng.choice(_SCHOOLS)}{rng.choice('东西南北')}区"
    ways = [
        f"{town}{district}{number}{home}{house}",
        f"{town}{district}{home}{house}",
        f"{town}{district}{number}",
        f"{town}{district}{number}{rng.choice(('菜鸟驿站', '丰巢柜', '门卫室'))}",
        f"{town}{district}{rng.choice(_VILLAGES)}{rng.randint(1, 12)}组{rng.randint(1, 180)}号",
        f"{town}{district}{school}{rng.randint(1, 20)}栋{rng.randint(1, 6)}1{rng.randint(0, 9)}宿舍",
    ]
    if hand.hard:
        ways += [
            f"{town} {district} {number} {home} {house}",
            f"{town.removesuffix('市')}{district.removesuffix('区').removesuffix('新').removesuffix('县')}{number}{house}",
            f"{home}{house}，{number}，{district}，{town}",
            f"{district}{number}{home}{house}",
            address_hk(rng),
            address_tw(rng),
        ]
    return rng.choice(ways)


def address_hk(rng: Random) -> str:
    """As Hong Kong writes it."""
    place, road = rng.choice(_HK_ROADS)
    return f"{place}{road}{rng.randint(1, 700)}號{rng.choice(_HK_HOUSES)}{rng.randint(2, 30)}樓{rng.choice('ABCDEF')}室"


def address_tw(rng: Random) -> str:
    """As Taiwan writes it."""
    place, road = rng.choice(_TW_ROADS)
    lane = f"{rng.randint(2, 300)}巷" if rng.random() < 0.4 else ""
    return f"{place}{road}{lane}{rng.randint(1, 400)}號{rng.randint(2, 14)}樓"


def address_en(rng: Random, hand: Hand) -> str:
    """From the door to the postcode."""
    street, number = rng.choice(_STREETS), rng.randint(2, 9800)
    flat = rng.choice(
        (
            "",
            "",
            f" Apt {rng.randint(1, 40)}{rng.choice('ABC')}",
            f", Unit {rng.randint(1, 300)}",
            f" #{rng.randint(2, 90)}",
        )
    )
    roll = rng.random()
    if roll < 0.55:
        city, state, area = rng.choice(_US)
        place = f"{number} {street}{flat}, {city}, {state} {area}{rng.randint(1, 99):02}"
    elif roll < 0.75:
        city, code = rng.choice(_UK)
        code += f" {rng.randint(1, 9)}{rng.choice('ABDEHJ')}{rng.choice('LNPQRS')}"
        place = f"{number % 200 + 1} {street}, {city} {code}"
    elif roll < 0.85:
        block = rng.choice(("Bedok North Ave 3", "Yishun Street 61", "Jurong West St 42"))
        door = f"#{rng.randint(2, 16):02}-{rng.randint(100, 400)}"
        place = f"Blk {number % 900 + 10} {block} {door}, Singapore {rng.randint(460000, 769999)}"
    elif roll < 0.93:
        suburb = rng.choice(("Footscray VIC 3011", "Parramatta NSW 2150", "Toowong QLD 4066"))
        place = f"{rng.randint(1, 20)}/{number % 300 + 1} {street}, {suburb}"
    else:
        door = f"Flat {rng.choice('ABCDEF')}, {rng.randint(2, 30)}/F"
        place = f"{door}, Wing Hing Building, {number % 500 + 1} Nathan Road, Mong Kok, Kowloon"
    return place.lower().replace(",", "") if hand.hard and rng.random() < 0.25 else place


def address(rng: Random, hand: Hand) -> str:
    """An address that suits the language."""
    return (address_zh if hand.language == "zh" else address_en)(rng, hand)
