"""Cards and booklets of mainland China that say who somebody is."""

from __future__ import annotations

from typing import Final

from handclasp.screen.images.rules.rule import Rule, words

RULES: Final = (
    Rule(
        type="cn_id_front",
        marks=words("公民身份号码"),
        labels=words("姓名|性别|民族|出生|住址"),
        signs={"cn-id": 2, "like-cn-id": 1, "number": 1, "date": 1},
        against=words(
            "社会保障|残疾人证|军官证|学生证|常住人口|户口|驾驶证|行驶证|结婚证|离婚证|营业执照|通行证|居住证|"
            "登记表|签发机关"
        ),
        need=6,
    ),
    Rule(
        type="cn_id_back",
        titles=words("居民身份证|中华人民共和国居民身份证"),
        labels=words("中华人民共和国|签发机关|有效期限"),
        signs={"dates": 2},
        against=words("香港|澳门|永久|外国人|HONG KONG|MACAU|BILHETE|通行证|居住证"),
    ),
    Rule(
        type="hukou",
        titles=words("居民户口簿|户口簿|常住人口登记卡|居民户口本|户口登记簿"),
        marks=words(
            "户主或与户主关系|与户主关系|何时由何地迁来本市|何时何地迁来本市|何时由何地迁来本址|户主姓名|"
            "承办人签章|户别"
        ),
        labels=words(
            "户号|曾用名|姓名|性别|出生地|民族|籍贯|出生日期|宗教信仰|公民身份证件编号|公民身份号码|身高|血型|"
            "文化程度|婚姻状况|兵役状况|服务处所|职业|登记日期|住址|本市其他住址|户籍专用章|户口登记机关|户口专用|"
            "派出所|签发|中华人民共和国公安部制"
        ),
        signs={"cn-id": 1, "date": 1},
    ),
    Rule(
        type="social_security_card",
        titles=words("社会保障卡|中华人民共和国社会保障卡|电子社保卡|SOCIAL SECURITY CARD|市民卡"),
        labels=words(
            "姓名|社会保障号码|社会保障号|卡号|发卡日期|银行卡号|银行账号|发卡机构|有效期|中华人民共和国|银联|"
            "UNIONPAY|人力资源和社会保障部|人力资源社会保障|咨询电话|12333|借记卡|社保卡号|金融账户|性别"
        ),
        signs={"cn-id": 2, "card": 1, "date": 1, "like-cn-id": 1},
        against=words("THIS NUMBER HAS BEEN ESTABLISHED FOR"),
    ),
    Rule(
        type="officer_card",
        titles=words(
            "军官证|士官证|军士证|士兵证|中国人民解放军军官证|中国人民解放军|文职干部证|文职人员证|警官证|"
            "人民警察证|中国人民武装警察部队|武警|义务兵证|军官退休证|学员证|中国人民武装警察"
        ),
        marks=words("部别|军衔|衔级|警衔|军种|部职别|警号"),
        labels=words(
            "姓名|性别|民族|籍贯|职务|编号|发证机关|发证日期|有效期|有效期至|出生年月|出生日期|血型|单位|入伍年月|"
            "入伍时间|证件号码|证号|军官证号|公民身份号码|身份证号|政治部|中央军委|公安部"
        ),
        signs={"date": 1, "number": 1},
    ),
    Rule(
        type="student_card",
        titles=words(
            "学生证|研究生证|STUDENT ID|STUDENT CARD|STUDENT ID CARD|STUDENT IDENTITY CARD|STUDENT IDENTIFICATION|"
            "STUDENT IDENTIFICATION CARD|校园卡|学生卡|一卡通"
        ),
        marks=words("学号|院系|乘车区间|入学日期|入学年月|入学时间|学制|STUDENT NO|STUDENT NUMBER"),
        labels=words(
            "姓名|性别|学院|系别|系部|专业|班级|有效期|有效期至|发证日期|籍贯|民族|出生年月|出生日期|身份证号|大学|"
            "学校|注册|编号|年级|层次|家庭住址|NAME|FACULTY|DEPARTMENT|MAJOR|COLLEGE|UNIVERSITY|VALID THRU|"
            "VALID UNTIL|EXPIRES|PROGRAM|PROGRAMME|ID NO|火车站|学历"
        ),
        signs={"date": 1, "number": 1, "cn-id": 1},
    ),
    Rule(
        type="disability_card",
        titles=words("残疾人证|中华人民共和国残疾人证|残疾军人证|第二代残疾人证"),
        marks=words("残疾类别|残疾等级|批准残联|残疾人联合会|填发残联"),
        labels=words(
            "姓名|性别|民族|出生年月|出生日期|住址|监护人|联系电话|签发日期|发证日期|有效期限|有效期|证号|证件号|"
            "残疾证号|持证人|户口性质|身份证号|与残疾人关系|批准日期|家庭住址|中国残疾人联合会"
        ),
        signs={"cn-id": 1, "like-cn-id": 1, "date": 1, "number": 1},
    ),
)
