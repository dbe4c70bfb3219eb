"""Reads a text as it is meant: one width, one case, one script, without the gaps that are put into words to hide them.

What comes out is for matching words alone: its places are not those of the text, and it is never stored or shown.
Takes time linear in the text's length and raises on no text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_TRADITIONAL: Final = (
    "驗證碼號戶帳賬轉給發訴這裡裏個們對時說請問題無會來過還沒從為與於並後關閉開門電腦網頁頻視話語詞記憶備份鑰匙鎖錢幣銀"
    "購買賣貨單訂價貴費繳納稅騙詐欺賊盜竊報警律師訟法院監管協會聯繫絡傳郵遞寄達輸寫讀聽見覺觀圖畫讓認識應該當實際點選擇"
    "動態靜靈聲響難離壞蘋蠟禮節歲歷經紀錄級約級維護衛險營業務產專屬層導師殺傷亂罵滾雞豬狗媽爸爺頭臉腳飛機車輛軟硬體檔"
    "處罰責賠償補貼損壓縮標準確淨劃歸還遠近進運適遲遊選遞邊隊階隨雙雜雖雲電霧頂項順須預領頻顆額顏願類顧飯飲養餘館騰騎"
    "驚體鬆鬧魚鮮鳥麗黃齊齒龍龜絕對將審參與幫賴資訊國際眾麼誰別準萬張條兩總嗎結構緊組織細終絲級統繼續練歐氣決況凍凈減"
    "刪則劇勝勞勢勸區協卻壇壯壺夢夠奪奮婦學寧寶寫寬屆島幣帶幹廣廠廢強彈徵徑復悅惡愛態慣慮憑憲懷戰戲擁擇擊擔據擬攝敗"
    "敵數斷無舊暫曉曆書東樂樓樣機檢權歡殘毀氹滿漢潔潛濟濕災熱爭爾牆獎獨現環產畢異療發監盤盧眾碩禍禮種稱穩窮競筆節"
    "簡簽籌糧糾純紙紅綁絡綠網緩縣繞罷羅義習聖聞聰職腫臟臨舉藝蘇蟲補裝褲複規視覽觸計討訓託設許訴診註評詢試詳誠誤誘課"
    "調談論諾謀謝證譯議護變貝負財貢貧貨販貪責貯貴買賀賓賞賠賬賭趕跡軌載輕較輪轉辦農迴遺郵鄉醫釋針鉤銷鋪錯鍵鏈鐘鐵鑑長"
    "閒間閱陣陰陳陸險陽雞靜韓順頓風飄驗髮麥點黨徹騷擾僞偽槍彈葯藥槍證劵券彙匯淘寶繫係隱機碼徽溦幾馬覆"
)
_SIMPLIFIED: Final = (
    "验证码号户账账转给发诉这里里个们对时说请问题无会来过还没从为与于并后关闭开门电脑网页频视话语词记忆备份钥匙锁钱币银"
    "购买卖货单订价贵费缴纳税骗诈欺贼盗窃报警律师讼法院监管协会联系络传邮递寄达输写读听见觉观图画让认识应该当实际点选择"
    "动态静灵声响难离坏苹蜡礼节岁历经纪录级约级维护卫险营业务产专属层导师杀伤乱骂滚鸡猪狗妈爸爷头脸脚飞机车辆软硬体档"
    "处罚责赔偿补贴损压缩标准确净划归还远近进运适迟游选递边队阶随双杂虽云电雾顶项顺须预领频颗额颜愿类顾饭饮养余馆腾骑"
    "惊体松闹鱼鲜鸟丽黄齐齿龙龟绝对将审参与帮赖资讯国际众么谁别准万张条两总吗结构紧组织细终丝级统继续练欧气决况冻净减"
    "删则剧胜劳势劝区协却坛壮壶梦够夺奋妇学宁宝写宽届岛币带干广厂废强弹征径复悦恶爱态惯虑凭宪怀战戏拥择击担据拟摄败"
    "敌数断无旧暂晓历书东乐楼样机检权欢残毁凼满汉洁潜济湿灾热争尔墙奖独现环产毕异疗发监盘卢众硕祸礼种称稳穷竞笔节"
    "简签筹粮纠纯纸红绑络绿网缓县绕罢罗义习圣闻聪职肿脏临举艺苏虫补装裤复规视览触计讨训托设许诉诊注评询试详诚误诱课"
    "调谈论诺谋谢证译议护变贝负财贡贫货贩贪责贮贵买贺宾赏赔账赌赶迹轨载轻较轮转办农回遗邮乡医释针钩销铺错键链钟铁鉴长"
    "闲间阅阵阴陈陆险阳鸡静韩顺顿风飘验发麦点党彻骚扰伪伪枪弹药药枪证券券汇汇淘宝系系隐机码微微几马复"
)
_ALIKE: Final = str.maketrans("аеорсухіѕԁɡ０ⅼ妳袮祢薇", "aeopcyxisdg0l你你你微")
_SCRIPT: Final = str.maketrans(_TRADITIONAL, _SIMPLIFIED) | _ALIKE
_USUAL: Final = {code: unicodedata.normalize("NFKC", chr(code)) for code in (0x3000, *range(0xFF01, 0xFF5F))}
"""Full-width signs, figures and letters: the little that most texts need."""
_SIGNS: Final = ("，", "？", "！", "：", "（", "）", "；")
"""The full-width signs that stand in every other text: taken by themselves they cost little."""
_TO_CHANGE: Final = re.compile(f"[{''.join(map(chr, (*_USUAL, *_SCRIPT)))}]")
_NOTHING: Final = re.compile(
    "[\u00ad\u0300-\u036f\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_HAN: Final = "[\u3400-\u9fff]"
_GAP: Final = r"[ \t\u3000._*~·•|/\\\-+=^、,，]"
_LONE: Final = re.compile(f"(?<!{_HAN}){_HAN}(?:{_GAP}{{1,3}}{_HAN}(?!{_HAN})){{2,40}}")
_ANY_LONE: Final = re.compile(f"{_GAP}{_HAN}{_GAP}")
"""What stands wherever `_LONE` does; so for the others: an expression that begins with a class is found fast."""
_GAPS: Final = re.compile(f"{_GAP}+")
_BETWEEN_HAN: Final = re.compile(rf"[ \t._*~·•|/\\\-+=](?<={_HAN}.)[ \t._*~·•|/\\\-+=]*(?={_HAN})")
_BETWEEN: Final = r"[ ._*~·•|/\\\-+=]{0,3}"
_HIDDEN: Final = re.compile(
    "|".join(_BETWEEN.join(word) for word in ("密码", "私钥", "微信", "卡号", "口令", "验证码", "助记词", "支付宝"))
)
"""Words that are worth hiding, with whatever was put between their characters."""
_SPELT: Final = re.compile(
    r"[a-z0-9@$](?=[ ._*\-])(?<![a-z0-9][a-z0-9@$])(?:[ ._*\-]{1,2}[a-z0-9@$](?![a-z0-9])){2,30}"
)
_ANY_SPELT: Final = re.compile(r"[ ._*\-][a-z0-9@$][ ._*\-]")
_SPELT_GAPS: Final = re.compile(r"[ ._*\-]+")
_MIXED: Final = re.compile(r"[a-z]*+[0-9@$][a-z0-9@$]*+")
_ANY_MIXED: Final = re.compile(r"[0-9@$](?:(?=[a-z])|(?<=[a-z].))")
_LEET: Final = str.maketrans("013457@$", "oieastas")
_KNOWN: Final = frozenset(
    {"password", "passwords", "passcode", "code", "codes", "seed", "phrase", "otp", "pin", "private", "secret"}
    | {"recovery", "mnemonic", "verification", "whatsapp", "telegram", "wechat", "send", "card", "cvv", "keystore"}
)


def folded(text: str) -> str:
    """The text in small letters and simplified characters, hidden words put together; lines stay lines."""
    plain = one_script(text)
    if not plain.isascii():
        plain = _HIDDEN.sub(_closed, _LONE.sub(_closed, plain) if _ANY_LONE.search(plain) else plain)
    if _ANY_SPELT.search(plain):
        plain = _SPELT.sub(lambda found: _SPELT_GAPS.sub("", found.group()), plain)
    return _MIXED.sub(_unleet, plain) if _ANY_MIXED.search(plain) else plain


def closed(plain: str) -> str:
    """A folded text without any gap between Chinese characters of a line."""
    return plain if plain.isascii() else _BETWEEN_HAN.sub("", plain)


def one_script(text: str) -> str:
    """The text in small letters, one width and simplified characters, and nothing else changed."""
    if text.isascii():
        return text.lower()
    plain = _NOTHING.sub("", text)
    for sign in _SIGNS:
        plain = plain.replace(sign, _USUAL[ord(sign)])
    if _TO_CHANGE.search(plain):
        plain = plain.translate(_USUAL)
    if not unicodedata.is_normalized("NFKC", plain):
        plain = _NOTHING.sub("", unicodedata.normalize("NFKC", plain))
    plain = plain.lower()
    return plain.translate(_SCRIPT) if _TO_CHANGE.search(plain) else plain


def _closed(found: re.Match[str]) -> str:
    return _GAPS.sub("", found.group())


def _unleet(found: re.Match[str]) -> str:
    """A word that is one of the known ones once figures are read as letters; any other stays."""
    word = found.group()
    if word.isalpha() or word.isdigit():
        return word
    meant = word.translate(_LEET)
    return meant if meant in _KNOWN else word
