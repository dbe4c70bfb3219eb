"""What wakes the detector of persons' names: words for names and for what persons do, beside what may be one.

Promises to ask for a surname and a given name by their characters, side by side, wherever the words alone are everyday
ones. Never decides that something is a name.
"""

from __future__ import annotations

from typing import Final

from handclasp.screen import romanised
from handclasp.screen.chinese_names import DOUBLE, GIVEN_OFTEN, RARE_OFTEN, SURNAMES
from handclasp.screen.gate import Part, Pattern, any_of, chars, family, wake
from handclasp.screen.lexicon import words
from handclasp.screen.words import AMBIGUOUS, FAMILIES

_FIRST: Final = words("first_names")
_SURNAME: Final = chars(SURNAMES | RARE_OFTEN | {name[0] for name in DOUBLE})
_ANY: Final = "[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf]"
_LINK: Final = "(?:[ ,:_\\n]|：|，|是|叫){0,3}"
_LINKS: Final = (
    "(?:[ \\t\\n:=,_\"'(\\[/|.~>*-]|：|，|、|“|”|「|」|『|（|【|…|→|是|叫|为|係|个人|的|那个|一下|写|填|认证"
    "|信息|就|换|改|成|作){0,6}"
)
_A_NAME: Final = f"{_SURNAME}(?: |·)?{chars(GIVEN_OFTEN | {name[1] for name in DOUBLE})}"
GATE: Final[tuple[Pattern, ...]] = (
    wake(f"(?:叫|名|人|主|户|員|客|係|员|称呼|抬头|代付|附言|备注|xm|xingming){_LINK}{_SURNAME}", wide=True),
    wake(
        f"{any_of((*FAMILIES['_PERSON'], *'是填找系给让代收由帮', '联系', '实名', '真名', '本名'))}{_LINKS}{_A_NAME}",
        wide=True,
    ),
    family(
        "PERSON",
        "(?:name is|names|name's|holder|cardholder|recipient|beneficiary|billed to|behalf of|belongs to|attn"
        "|signed|invoice to|make it out to|under the name|name of|agent called|someone named|fullname|\\bname)"
        "(?: (?:is|was|on card|on the card|my [a-z]{3,9}))?[^a-z]{0,6}[a-z]{2}|\\b(?:mrs?|ms|dr)[. "
        "]{1,2}[a-z]{2}|(?:人|名|我叫|字|户)(?:[ :]|：|是){1,3}[a-z]{2}",
    ),
    wake("(?:I'm|I am|i'm|i am|Im) [A-Z][a-z]{1,15} [A-Z][a-z]", cased=True),
    wake(f"{any_of(sorted(name.title() for name in AMBIGUOUS & _FIRST))} [A-Z][a-z]", cased=True),
    wake(romanised.GATE, cased=True),
    wake("[a-z] (?:bin|binti|bte|a/l|a/p|s/o|d/o|anak) [a-z]"),
    family("PERSON", Part("[A-Z][A-Za-z'-]{0,20},? (?:[A-Z][.]? )?[A-Z]", cased=True)),
    family("PERSON", Part(f"{_SURNAME}{_ANY}", wide=True)),
    wake("[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf](?:·|•|・)[\\xe4-\\xe9]", wide=True),
    family("_TITLE", Part(_A_NAME, wide=True)),
    wake(
        f"(?:到|帮|务|计|师|理|蜜|事|学|友|板|管|长|生|问|户|找|给|叫|让|由|替|跟|是|和|与|向|对|被){_A_NAME}{_ANY}"
        "(?:也|会|让|来|退|查|介|买|说|在|打|付|帮|办|处|不|没|已|想|名|一|吗|吧|啊|呢|去|收|寄|下|注)",
        wide=True,
    ),
    wake(f"[0-9](?:、|[.)]) ?{_A_NAME}", wide=True),
    wake("(?:^|[\\n,.!?] ?)[a-z'-]{2,14} (?:[a-z][.] )?[a-z'-]{2,14}(?: [a-z'-]{2,14})? (?:here|speaking)(?:[^a-z]|$)"),
    family("_FIRST"),
    family("_LAST"),
    wake(f"[a-z,:'] {_SURNAME}(?:{_ANY}){{1,3}}(?:[^\\xe4-\\xe9]|$)", wide=True),
    wake(
        f"{_A_NAME}(?:[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf]){{0,2}}(?:,|，| )?(?:对吗|對嗎|对吧|對吧|是吗|是吧)",
        wide=True,
    ),
    wake(f"姓(?:氏)?(?:是|:|：| ){{0,2}}{_SURNAME}[^a-z]{{0,12}}名", wide=True),
    wake(f"(?:帮|用|跟|由|替|係|系|认准|認準|骗子|騙子|名){_A_NAME}", wide=True),
    wake(
        "(?:(?:我|咱|俺)(?:爸|妈|哥|姐|弟|妹|爷|奶|老|外|舅|叔|姑|姨|儿|女|孙|侄|表|对|朋|同|室|闺|媳|丈|妻|爱|先|太|邻|家)"
        "|员工|助理|秘书|司机|班主任|孩子|学生|宝宝|病人|老人|骗子|那个|尊敬的|亲爱的|名|搵|揾|俾|係|】|[)]|）)"
        f"(?:{_ANY}){{0,3}}(?:[ ,:]|：|，|叫|是){{0,3}}{_A_NAME}",
        wide=True,
    ),
    wake(
        f"{_A_NAME}(?:(?: |·)?{_ANY})? ?(?:代领|开户|開戶|嘅|名下|是我|係我|这个名字|开的|開的|←|收|注册"
        "|实名|买的|付的|转的|签收|本人|了[,!]|了，|了。|了！|[(]|（|的(?:$|[ ,;!)]|，|。|；|！|）|身份|手机|电话|账"
        "|帐|卡|银行卡|号|订单|快递|包裹|名|护照|地址|微信|支付宝|邮箱|户头|货|件)|tel|phone|addr|mobile)",
        wide=True,
    ),
    wake(f"{_SURNAME}(?: |·){_ANY}(?: |·){_ANY}", wide=True),
    wake("下单|下的|付款|代收|代买|本人|的订单|的账号|的身份证|的卡|的手机|的包裹|的快递", Part(_A_NAME, wide=True)),
)
