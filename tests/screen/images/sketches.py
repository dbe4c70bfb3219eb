"""Rough drawings of documents and of harmless pages, from general knowledge of the real ones. All people are invented.

`python -m tests.screen.images.sketches DIR` draws them; the pictures in `specimens/` were drawn so (Noto Sans CJK), so
that tests need no font. A drawing is a ground colour, a size, and lines `x y size text` in parts of a thousand.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

_FONT: Final = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"

CARD, PAPER, PAGE, SCREEN = (1000, 630), (1000, 720), (760, 1000), (540, 1000)

DOCUMENTS: Final[dict[str, tuple[tuple[int, int], str, str]]] = {
    "cn_id_front": (
        CARD,
        "#dfe8ee",
        """60 70 34 姓 名 张样本
60 150 32 性 别 男    民 族 汉
60 225 32 出 生 1990 年 3 月 7 日
60 300 32 住 址 样本省样例市样例区样本路1号
140 345 32 样本小区2栋301室
60 520 38 公民身份号码 11010119900307774X""",
    ),
    "cn_id_back": (
        CARD,
        "#e8e4dd",
        """380 90 48 中华人民共和国
330 180 66 居 民 身 份 证
260 440 34 签发机关   样例市公安局样例分局
260 520 34 有效期限   2018.03.07-2038.03.07""",
    ),
    "passport_cn": (
        PAPER,
        "#e6e0e8",
        """60 40 34 中华人民共和国   PEOPLE'S REPUBLIC OF CHINA
60 110 26 护照   类型/Type P   国家码/Country Code CHN   护照号/Passport No. E00000000
360 180 24 姓名/Name
360 212 32 样本 / YANGBEN
360 260 22 性别/Sex 男/M   国籍/Nationality 中国/CHINESE
360 300 22 出生日期/Date of birth  07 MAR 1990
360 340 22 出生地点/Place of birth  样例/YANGLI
360 380 22 签发日期/Date of issue  01 5月/MAY 2019
360 420 22 有效期至/Date of expiry  30 4月/APR 2029
360 460 22 签发机关/Authority  国家移民管理局
30 590 34 POCHNYANG<<BEN<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<
30 645 34 E000000000CHN9003075M2904309<<<<<<<<<<<<<<02""",
    ),
    "passport_foreign": (
        PAPER,
        "#dfe6ea",
        """60 40 34 PASSPORT   UTOPIA
60 100 24 Type P   Code UTO   Passport No. L898902C3
360 170 22 Surname
360 200 30 ERIKSSON
360 240 22 Given names
360 270 30 ANNA MARIA
360 320 22 Nationality UTOPIAN   Date of birth 12 AUG 1974
360 370 22 Sex F   Place of birth ZENITH
360 420 22 Date of expiry 15 APR 2012
30 590 34 P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
30 645 34 L898902C36UTO7408122F1204159ZE184226B<<<<<10""",
    ),
    "cn_driver_license": (
        CARD,
        "#e9ede6",
        """180 30 40 中华人民共和国机动车驾驶证
180 85 24 Driving License of the People's Republic of China
60 130 28 证号 11010119900307774X
60 190 28 姓名 张样本   性别 男   国籍 中国
60 250 28 住址 样本省样例市样例区样本路1号
360 330 26 出生日期 1990-03-07
360 380 26 初次领证日期 2012-05-06
360 430 26 准驾车型 C1
60 520 28 有效期限 2018-05-06 至 2028-05-06""",
    ),
    "cn_vehicle_license": (
        CARD,
        "#e6eaee",
        """200 30 40 中华人民共和国机动车行驶证
60 110 26 号牌号码 京A00000   车辆类型 小型轿车
60 170 26 所有人 张样本
60 230 26 住址 样本省样例市样例区样本路1号
60 290 26 使用性质 非营运   品牌型号 样例牌SL7000
360 360 26 车辆识别代号 LSVAA00A0A0000000
360 420 26 发动机号码 A00000
360 490 26 注册日期 2015-06-01  发证日期 2015-06-02""",
    ),
    "hukou": (
        PAPER,
        "#eef0e6",
        """340 30 40 常住人口登记卡
50 110 24 姓名 张样本   户主或与户主关系 户主
50 165 24 曾用名    性别 男
50 220 24 出生地 样本省样例市   民族 汉族
50 275 24 籍贯 样本省   出生日期 1990年3月7日
50 330 24 本市(县)其他住址   宗教信仰 无
50 385 24 公民身份证件编号 11010119900307774X   身高 170   血型 不明
50 440 24 文化程度 大学本科   婚姻状况 未婚   兵役状况 未服兵役
50 495 24 服务处所 样例公司   职业 职员
50 550 24 何时由何地迁来本市(县) 2010年9月1日
50 640 24 承办人签章   登记日期 2015年6月1日""",
    ),
    "hk_macau_permit": (
        CARD,
        "#e0ece8",
        """140 40 42 港澳居民来往内地通行证
140 100 20 MAINLAND TRAVEL PERMIT FOR HONG KONG AND MACAO RESIDENTS
380 170 28 姓名 陈样本  CHAN, YEUNG PUN
380 240 28 出生日期 1990.03.07   性别 男
380 310 28 有效期限 2018.03.07 - 2028.03.06
380 380 28 签发机关 公安部出入境管理局
380 450 28 证件号码 H00000000   签发次数 01""",
    ),
    "taiwan_permit": (
        CARD,
        "#e0e8ec",
        """140 40 42 台湾居民来往大陆通行证
140 100 20 MAINLAND TRAVEL PERMIT FOR TAIWAN RESIDENTS
380 170 28 姓名 林样本  LIN, YANGBEN
380 240 28 出生日期 1990.03.07   性别 女
380 310 28 有效期限 2018.03.07 - 2023.03.06
380 380 28 签发机关 公安部出入境管理局
380 450 28 签发地点 福建   证件号码 00000000""",
    ),
    "exit_entry_permit": (
        PAPER,
        "#e8e8e0",
        """220 40 42 中华人民共和国出入境通行证
220 100 24 EXIT-ENTRY PERMIT OF THE PEOPLE'S REPUBLIC OF CHINA
380 180 26 证件号码 No. 00000000
380 240 26 姓名 Name 样本 YANGBEN
380 300 26 性别 Sex 男 M   出生日期 Date of birth 1990-03-07
380 360 26 出生地 Place of birth 样例
380 420 26 签发日期 Date of issue 2022-01-02
380 480 26 有效期至 Date of expiry 2022-04-01
380 540 26 签发机关 Authority 样例市公安局""",
    ),
    "foreign_pr_card": (
        CARD,
        "#e4e6ee",
        """200 40 42 外国人永久居留身份证
160 100 24 FOREIGN PERMANENT RESIDENT ID CARD
60 180 28 姓名 / Name  SPECIMEN, ANNA
60 240 28 性别/Sex 女/F   出生日期/Date of Birth 1974.08.12
60 300 28 国籍/Nationality  乌托邦/UTO
60 360 28 有效期限/Period of Validity 2018.01.02-2028.01.01
60 420 28 签发机关/Issuing Authority 国家移民管理局
60 500 30 证件号码/ID No. UTO110074081299""",
    ),
    "residence_permit_cn": (
        PAPER,
        "#e2ece4",
        """200 40 40 中华人民共和国外国人居留许可
200 100 24 RESIDENCE PERMIT FOR FOREIGNER IN THE PEOPLE'S REPUBLIC OF CHINA
60 170 26 姓名 Name  SPECIMEN ANNA
60 230 26 护照号码 Passport No. L898902C3
60 290 26 居留事由 Purpose of Residence 工作 WORK
60 350 26 有效期至 Valid Until 2025-08-12
60 410 26 签发日期 Date of Issue 2024-08-13   签发地 Place of Issue 样例
60 470 26 备注 Remarks""",
    ),
    "hk_id_card": (
        CARD,
        "#e6ecec",
        """180 40 42 香港永久性居民身份證
120 100 26 HONG KONG PERMANENT IDENTITY CARD
380 170 34 陳樣本
380 225 28 CHAN, Yeung Pun
380 290 26 出生日期 Date of Birth
380 330 28 07-03-1990   男 M
380 390 28 ***AZ
380 440 26 簽發日期 Date of Issue  (01-79) 15-09-18
540 540 38 Z000000(0)""",
    ),
    "macau_id_card": (
        CARD,
        "#ece8e0",
        """160 40 36 澳門特別行政區 永久性居民身份證
120 95 20 Bilhete de Identidade de Residente Permanente
380 160 26 姓 Apelido 陳 CHAN
380 220 26 名 Nome 樣本 YEUNG PUN
380 280 26 出生日期 Data de nascimento 07-03-1990
380 340 26 性別 Sexo M   身高 Altura 1.70
380 400 26 首次發出日期 Data da 1a emissao 01-02-2005
380 460 26 有效日期 Valido ate 15-09-2028
380 530 36 1000000(0)""",
    ),
    "bank_card": (
        CARD,
        "#b8c8e0",
        """60 50 44 样例商业银行
700 60 28 借记卡 DEBIT
60 320 56 6222 0200 0000 0000 015
420 410 26 VALID THRU 12/29
60 500 30 YANG BEN
760 520 34 银联 UnionPay""",
    ),
    "business_license": (
        PAPER,
        "#f4f0e4",
        """400 60 60 营 业 执 照
420 140 24 (副 本)
60 180 24 统一社会信用代码 91110000000000000X
60 260 24 名称 样例科技有限公司
60 320 24 类型 有限责任公司(自然人投资或控股)
60 380 24 法定代表人 张样本
60 440 24 经营范围 软件开发;技术服务;销售电子产品
560 260 24 注册资本 壹佰万元整
560 320 24 成立日期 2015年06月01日
560 380 24 营业期限 2015年06月01日至长期
560 440 24 住所 样例市样例区样本路1号
620 620 26 登记机关 样例市市场监督管理局""",
    ),
    "social_security_card": (
        CARD,
        "#dce8f2",
        """300 50 44 中华人民共和国
280 120 48 社 会 保 障 卡
380 240 30 姓名 张样本
380 310 30 社会保障号码 11010119900307774X
380 380 30 卡号 A00000000
380 450 30 发卡日期 2019年5月""",
    ),
    "marriage_cert": (
        PAPER,
        "#f2e2de",
        """420 40 56 结 婚 证
60 130 26 持证人 张样本
60 180 26 登记日期 2016年05月20日
60 230 26 结婚证字号 J000000-2016-000000
60 280 26 备注
60 360 24 姓名 张样本   性别 男
60 410 24 国籍 中国   出生日期 1990年03月07日
60 460 24 身份证件号 11010119900307774X
60 540 24 姓名 李样例   性别 女
60 590 24 国籍 中国   出生日期 1991年02月03日""",
    ),
    "divorce_cert": (
        PAPER,
        "#e2dede",
        """420 40 56 离 婚 证
60 130 26 持证人 张样本
60 180 26 登记日期 2021年05月20日
60 230 26 离婚证字号 L000000-2021-000000
60 280 26 备注
60 360 24 姓名 张样本   性别 男
60 410 24 国籍 中国   出生日期 1990年03月07日
60 460 24 身份证件号 11010119900307774X""",
    ),
    "property_cert": (
        PAPER,
        "#f0ece0",
        """300 30 44 不动产权证书
60 110 24 样(2020)样例市不动产权第0000000号
60 170 24 权利人 张样本
60 225 24 共有情况 单独所有
60 280 24 坐落 样例市样例区样本路1号2栋301室
60 335 24 不动产单元号 000000 000000 GB00000 F00000000
60 390 24 权利类型 国有建设用地使用权/房屋所有权
60 445 24 权利性质 出让/市场化商品房
60 500 24 用途 城镇住宅用地/成套住宅
60 555 24 面积 共有宗地面积 1000.00㎡/房屋建筑面积 89.00㎡
60 610 24 使用期限 2010-01-01起2080-01-01止""",
    ),
    "officer_card": (
        CARD,
        "#d6dccf",
        """380 40 50 军 官 证
60 150 28 姓名 张样本
60 205 28 出生年月 1985年3月
60 260 28 性别 男   籍贯 样本省
60 315 28 民族 汉族
60 370 28 部别 00000部队
60 425 28 职务 参谋   衔级 上尉
60 500 28 编号 军字第0000000号   发证日期 2018年8月1日""",
    ),
    "student_card": (
        CARD,
        "#dde6f0",
        """380 40 50 学 生 证
60 140 30 样例大学
60 210 28 姓名 张样本   性别 男
60 270 28 学号 2018000000
60 330 28 院系 计算机学院
60 390 28 专业 软件工程   班级 1801
60 450 28 入学日期 2018年9月   学制 四年""",
    ),
    "birth_cert": (
        PAPER,
        "#eaf0ea",
        """320 30 44 出生医学证明
60 110 24 新生儿姓名 张小样   性别 男
60 165 24 出生时间 2019年03月07日08时30分
60 220 24 出生孕周 39周   出生体重 3200克   出生身长 50厘米
60 275 24 出生地点 样本省样例市   医疗机构名称 样例妇幼保健院
60 330 24 母亲姓名 李样例   年龄 28   国籍 中国   民族 汉
60 385 24 有效身份证件号码 000000000000000000
60 440 24 父亲姓名 张样本   年龄 29   国籍 中国   民族 汉
60 520 24 出生证编号 S000000000   签发日期 2019年03月10日""",
    ),
    "disability_card": (
        CARD,
        "#e0ecdc",
        """240 40 44 中华人民共和国残疾人证
60 140 28 姓名 张样本   性别 男   民族 汉
60 200 28 出生年月 1990年3月
60 260 28 残疾类别 听力   残疾等级 二级
60 320 28 证号 11010119900307774X42
60 380 28 监护人 李样例   联系电话
60 440 28 住址 样本省样例市样例区样本路1号
60 510 28 批准残联 样例市残疾人联合会   签发日期 2019年5月6日""",
    ),
    "visa": (
        PAPER,
        "#e0e6f0",
        """380 40 50 VISA
60 110 26 ETATS SCHENGEN
60 170 24 VALID FOR  SCHENGEN STATES
60 225 24 FROM 01-05-24   UNTIL 30-05-24
60 280 24 TYPE OF VISA C   NUMBER OF ENTRIES 01   DURATION OF STAY 15 DAYS
60 335 24 ISSUED IN BEIJING  ON 12-04-24
60 390 24 NUMBER OF PASSPORT L898902C3
60 445 24 SURNAME, NAME  ERIKSSON, ANNA
60 500 24 REMARKS
30 590 34 VCFRAERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
30 645 34 L8988901C4UTO7408122F2405303<<<<<<<<<<<<<<<<""",
    ),
    "us_driver_license": (
        CARD,
        "#e8e4d8",
        """60 30 44 SAMPLE STATE   DRIVER LICENSE
360 120 34 DL I0000000
360 180 28 EXP 03/07/2029
360 230 28 LN SPECIMEN
360 280 28 FN ALEX
360 330 26 1 SAMPLE STREET
360 375 26 ANYTOWN, CA 90000
360 425 30 DOB 03/07/1990
360 480 24 CLASS C   RSTR NONE   END NONE
360 525 24 SEX M  HAIR BRN  EYES BRN
360 570 24 HGT 5'-08"  WGT 160 lb   ISS 03/08/2024""",
    ),
    "us_ssn_card": (
        CARD,
        "#dce4ee",
        """260 60 56 SOCIAL SECURITY
340 240 56 000-12-3456
200 330 24 THIS NUMBER HAS BEEN ESTABLISHED FOR
300 390 40 ALEX SPECIMEN
360 540 24 SIGNATURE""",
    ),
    "us_green_card": (
        CARD,
        "#d8e6da",
        """200 30 34 UNITED STATES OF AMERICA
260 80 40 PERMANENT RESIDENT
380 160 22 Surname
380 188 28 SPECIMEN
380 230 22 Given Name
380 258 28 TEST V
380 305 22 USCIS# 000-000-000   Category IR1
380 350 22 Country of Birth Utopia
380 395 22 Date of Birth 12 AUG 1974   Sex F
380 440 22 Card Expires: 08/21/27
380 485 22 Resident Since: 08/21/17""",
    ),
    "uk_driver_license": (
        CARD,
        "#f0dce4",
        """240 40 44 DRIVING LICENCE
60 40 44 UK
380 130 30 1. SPECIMEN
380 180 30 2. ALEX
380 230 28 3. 07.03.1990 UTOPIA
380 285 28 4a. 08.03.2020  4c. DVLA
380 335 28 4b. 07.03.2030
380 390 32 5. SPECI903070A99ZZ 00
380 490 26 8. 1 SAMPLE STREET, ANYTOWN, AA1 1AA
380 545 26 9. AM/A/B1/B/k""",
    ),
    "eu_residence_permit": (
        CARD,
        "#e0e8ea",
        """60 40 34 AUFENTHALTSTITEL   D
60 90 26 RESIDENCE PERMIT
360 160 22 NAME VORNAMEN / SURNAME FORENAMES
360 195 30 SPECIMEN ANNA
360 250 22 GESCHLECHT/SEX F   STAATSANG./NATIONALITY UTO
360 300 22 GEBURTSDATUM/DATE OF BIRTH 12 08 74
360 350 22 ART DES TITELS/TYPE OF PERMIT
360 385 26 AUFENTHALTSERLAUBNIS
360 430 22 KARTE GÜLTIG BIS/CARD EXPIRY 15 04 2029
360 490 22 ANMERKUNGEN/REMARKS  ERWERBSTÄTIGKEIT GESTATTET""",
    ),
    "eu_id_card": (
        CARD,
        "#dfe6e2",
        """40 30 28 BUNDESREPUBLIK DEUTSCHLAND
40 75 34 PERSONALAUSWEIS / IDENTITY CARD / CARTE D'IDENTITÉ
360 150 22 Name/Surname/Nom
360 180 30 MUSTERMANN
360 225 22 Vornamen/Given names/Prénoms
360 255 30 ERIKA
360 305 22 Geburtstag/Date of birth  12.08.1964
360 355 22 Staatsangehörigkeit/Nationality DEUTSCH
360 405 22 Geburtsort/Place of birth BERLIN
360 455 22 Gültig bis/Date of expiry 31.10.2031""",
    ),
    "td2_id": (
        CARD,
        "#e4e4ec",
        """60 40 40 UTOPIA   IDENTITY CARD
360 120 24 Surname ERIKSSON
360 180 24 Given names ANNA MARIA
360 240 24 Nationality UTOPIAN   Sex F
360 300 24 Date of birth 12 AUG 1974
360 360 24 Date of expiry 15 APR 2012
40 500 40 I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<
40 560 40 D231458907UTO7408122F1204159<<<<<<<6""",
    ),
    "wallet_seed_screenshot": (
        SCREEN,
        "#ffffff",
        """60 60 46 Secret Recovery Phrase
60 150 28 Write down these words in order
80 230 34 1. abandon     2. ability
80 290 34 3. able        4. about
80 350 34 5. above       6. absent
80 410 34 7. absorb      8. abstract
80 470 34 9. absurd      10. abuse
80 530 34 11. access     12. accident
60 640 28 Never share it with anyone
380 760 40 Continue""",
    ),
}

HARMLESS: Final[dict[str, tuple[tuple[int, int], str, str]]] = {
    "article": (
        PAGE,
        "#ffffff",
        """60 60 40 机动车驾驶证到期怎么换?一文读懂
60 130 22 来源:样例车主网  2024-05-06  阅读 1024
60 200 26 驾驶证有效期分为六年、十年和长期三种。
60 250 26 在有效期满前九十日内,可以向车辆管理所申请换证。
60 300 26 办理时需要提交身份证明和近期照片,并如实填写姓名、
60 350 26 住址和准驾车型。符合条件的,当场可以领取新证。
60 420 30 一、初次领证日期怎么看
60 480 26 驾驶证正面印有初次领证日期,副页印有档案编号,
60 530 26 也可以在手机上查看电子驾驶证的状态。""",
    ),
    "article_english": (
        PAGE,
        "#ffffff",
        """60 60 36 How to renew your driving licence
60 120 20 By the editors, 4 min read
60 190 24 You can renew your driving licence online if it has
60 230 24 expired or is about to. You will need your passport
60 270 24 number and the addresses of the last three years.
60 330 28 What is on the card
60 380 24 The card shows your name, date of birth and the
60 420 24 date of expiry in fields 1 to 4b. DVLA charges a fee.""",
    ),
    "chat": (
        SCREEN,
        "#ededed",
        """400 40 32 客服
60 150 28 请问实名认证需要什么
60 260 28 您好,需要身份证正反面照片
60 370 28 身份证上的住址是旧的可以吗
60 480 28 可以的亲,姓名和号码清楚就行
60 590 28 护照也可以吗
60 700 28 可以的""",
    ),
    "form": (
        PAGE,
        "#ffffff",
        """300 60 44 员工入职登记表
60 160 26 姓名:            性别:
60 220 26 民族:            出生年月:
60 280 26 身份证号码:
60 340 26 住址:
60 400 26 学历:            专业:
60 460 26 紧急联系人:
60 520 26 本人承诺以上填写内容真实。签字:""",
    ),
    "price_list": (
        PAGE,
        "#fffdf4",
        """320 60 44 证件照价目表
60 160 30 身份证照片      30元
60 220 30 护照照片        40元
60 280 30 驾驶证照片      30元
60 340 30 港澳通行证照片  40元
60 400 30 结婚证照片      60元
60 460 30 学生证照片      25元""",
    ),
    "order": (
        SCREEN,
        "#f6f6f6",
        """400 40 32 订单详情
60 140 30 卖家已发货
60 220 28 护照夹 机票夹 证件包
60 280 28 ¥39.00   数量 x1
60 360 26 订单编号 2024050612345678
60 420 26 下单时间 2024-05-06 12:30:00
60 480 26 实付款 ¥39.00
60 560 26 支付方式 银行卡(尾号0015)""",
    ),
    "waybill": (
        PAPER,
        "#ffffff",
        """60 40 44 样例快递
60 120 40 SF 0000 0000 0000
60 210 28 收件人 王**  138****0000
60 270 28 样本省样例市样例区样本路1号
60 350 28 寄件人 李**  139****0000
60 410 28 样本省样例市样例仓库
60 500 26 物品 文件 重量 0.5kg 签收日期""",
    ),
    "game": (
        PAPER,
        "#20304a",
        """60 40 36 角色信息
60 120 28 昵称 样例骑士   性别 男   等级 60
60 180 28 职业 战士   攻击力 1024   防御 512
60 240 28 称号 龙之驾驶证持有者
60 300 28 背包 充值 任务 公会
60 380 28 编号 100000000""",
    ),
    "landscape": (PAPER, "#9cc0dc", ""),
    "exam": (
        PAGE,
        "#ffffff",
        """240 60 36 科目一 模拟考试题库
60 160 26 1. 机动车驾驶证的有效期分为几种?
60 220 26 A. 六年、十年、长期
60 280 26 B. 三年、六年
60 340 26 2. 初次申领驾驶证后的实习期是多久?
60 400 26 A. 6个月   B. 12个月
60 460 26 正确答案:B  得分 95""",
    ),
    "boarding": (
        PAPER,
        "#f4f4f4",
        """300 40 40 登机牌 BOARDING PASS
60 130 28 姓名 NAME  ZHANG/YANGBEN
60 190 28 航班 FLIGHT CA0000   日期 DATE 06MAY
60 250 28 登机口 GATE 12   座位 SEAT 12A
60 310 28 目的地 TO  SHANGHAI
60 400 28 登机时间 0800""",
    ),
}


def drawn(sketch: tuple[tuple[int, int], str, str]) -> Image.Image:
    """A sketch as a picture."""
    size, ground, lines = sketch
    picture = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(picture)
    light = sum(Image.new("RGB", (1, 1), ground).getpixel((0, 0))) > 300  # type: ignore[arg-type]
    for line in filter(None, lines.splitlines()):
        x, y, height, text = line.split(" ", 3)
        pen.text(
            (int(x) * size[0] // 1000, int(y)),
            text,
            "#1c1c28" if light else "#e8e8f0",
            ImageFont.truetype(_FONT, int(height)),
        )
    return picture


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    for name, sketch in {**DOCUMENTS, **HARMLESS}.items():
        drawn(sketch).save(place / f"{name}.webp", quality=55)
