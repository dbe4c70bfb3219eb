"""Certificates: of firms, property, marriage, birth."""

from __future__ import annotations

from typing import Final

from handclasp.screen.images.rules.rule import Rule, words

_COUPLE: Final = (
    "持证人|登记日期|姓名|性别|国籍|出生日期|身份证件号|身份证号|备注|登记机关|婚姻登记员|婚姻登记专用章|"
    "中华人民共和国民政部|予以登记|发给此证|女|男"
)

RULES: Final = (
    Rule(
        type="business_license",
        titles=words(
            "营业执照|企业法人营业执照|个体工商户营业执照|BUSINESS LICENSE|营业执照副本|电子营业执照|营业执照正本"
        ),
        marks=words("统一社会信用代码|经营范围|法定代表人|注册资本|登记机关|组成形式|经营者|负责人"),
        labels=words(
            "名称|类型|成立日期|营业期限|住所|经营场所|注册号|注册日期|执行事务合伙人|副本|正本|"
            "国家企业信用信息公示系统|国家市场监督管理总局监制|营业场所|证照编号|扫描二维码"
        ),
        signs={"uscc": 2, "date": 1},
    ),
    Rule(
        type="marriage_cert",
        titles=words("结婚证|中华人民共和国结婚证|MARRIAGE CERTIFICATE|CERTIFICATE OF MARRIAGE|结婚证书"),
        marks=words("结婚证字号|结婚申请|持证人"),
        labels=words(_COUPLE + "|BRIDE|GROOM|MARRIED|OFFICIANT|WITNESS"),
        signs={"cn-id": 2, "like-cn-id": 1, "date": 1},
        against=words("离婚证|协议书|法院|男方|女方"),
    ),
    Rule(
        type="divorce_cert",
        titles=words("离婚证|中华人民共和国离婚证|离婚证书|CERTIFICATE OF DIVORCE|DIVORCE CERTIFICATE"),
        marks=words("离婚证字号|离婚申请|持证人"),
        labels=words(_COUPLE),
        signs={"cn-id": 2, "like-cn-id": 1, "date": 1},
        against=words("结婚证|协议书|法院|男方|女方|判决书"),
    ),
    Rule(
        type="property_cert",
        titles=words(
            "不动产权证书|中华人民共和国不动产权证书|房屋所有权证|房地产权证|国有土地使用证|房产证|土地使用权证|"
            "不动产权证|集体土地使用证|不动产登记证明|中华人民共和国房屋所有权证|房地产证"
        ),
        marks=words(
            "不动产单元号|共有情况|权利人|坐落|房屋所有权人|房屋坐落|土地使用权人|权利其他状况|规划用途|房地坐落"
        ),
        labels=words(
            "权利类型|权利性质|用途|面积|使用期限|附记|登记机构|建筑面积|套内建筑面积|土地状况|房屋状况|登记时间|"
            "房屋性质|共有宗地面积|宗地面积|地号|图号|编号|结构|总层数|丘号|产别|房屋性质|使用权类型|终止日期|"
            "填发单位|义务人|房屋编号"
        ),
        signs={"date": 1, "number": 1},
    ),
    Rule(
        type="birth_cert",
        titles=words(
            "出生医学证明|BIRTH CERTIFICATE|CERTIFICATE OF LIVE BIRTH|CERTIFICATE OF BIRTH|"
            "MEDICAL CERTIFICATE OF BIRTH|出生证明|BIRTH REGISTRATION|CERTIFIED COPY OF AN ENTRY OF BIRTH|"
            "CERTIFICATION OF BIRTH"
        ),
        marks=words(
            "新生儿姓名|出生孕周|出生体重|出生身长|接生机构|接生人员|母亲姓名|父亲姓名|出生证编号|健康状况|孕周|"
            "NAME OF MOTHER|NAME OF FATHER|MOTHERS MAIDEN NAME|MOTHER S MAIDEN NAME|MAIDEN NAME|FATHERS NAME|"
            "MOTHERS NAME|FATHER S NAME|MOTHER S NAME|CHILD S NAME|CHILDS NAME|FULL NAME OF CHILD|BIRTH NO|"
            "GESTATION|PLURALITY|MEDICAL INSTITUTION|HEALTH STATUS"
        ),
        labels=words(
            "性别|出生时间|出生地点|出生地|年龄|国籍|民族|住址|身份证号|有效身份证件号码|有效身份证件类别|"
            "医疗机构名称|签发机构|签发日期|母亲|父亲|新生儿|出生日期|体重|身长|FATHER|MOTHER|CHILD|DATE OF BIRTH|"
            "PLACE OF BIRTH|TIME OF BIRTH|REGISTRAR|DATE FILED|DATE ISSUED|STATE FILE NUMBER|COUNTY|HOSPITAL|SEX|"
            "WEIGHT|HEIGHT|AGE|NATIONALITY|FACILITY NAME|LOCAL REGISTRAR|PROVINCE|CITY"
        ),
        signs={"cn-id": 1, "date": 1, "number": 1},
    ),
)
