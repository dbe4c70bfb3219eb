"""English ways of asking for a secret, of warning of it, and of leading a customer away from the platform.

Patterns for folded text (small letters); each is bounded, so that none takes more than linear time. `{o}` stands for
what is asked for.
"""

from __future__ import annotations

from typing import Final

OBJECTS: Final = {
    "seed-phrase": r"\b(?:(?:seed|recovery|backup|secret|mnemonic|wallet) ?(?:phrases?|words?|sentence)|seeds?(?! money| of| data)|mnemonics?|(?<=the )phrase|(?<=your )phrase|words (?:that |which )?(?:you|u)(?:'ve| have)? (?:wrote|written|noted|saved|copied|jotted|backed)|(?:first|last) (?:\w+ )?words of your|(?:words|paper) (?:on|with) (?:the|your) (?:paper|backup words)|(?:12|24|twelve|twenty[- ]four)[- ](?:(?:secret|recovery|english|magic) )?words?)\b",
    "private-key": r"\b(?:private[- ]?keys?|secret keys?|keystores?(?: file)?|priv ?keys?|(?:wallet|json|key|utc|keystore)(?: key)? file)\b",
    "password": r"\b(?:passwords?|pass ?words?|pass (?:for|to|of) (?:your|ur)|(?<=your )(?:log-?in|sign-?in)(?= (?:and|so|please|pls|then|i)\b|[.?!]|$)|answers?[^,.;]{0,20} (?:security|secret|recovery) questions?|(?:security|secret) answers?|maiden name|passcodes?|pass ?phrases?|pwd|passwd|pw|pins?(?: code| number)?|log-?in (?:details|info|information|credentials|data)|credentials|sign-?in (?:details|info|credentials))\b",
    "card-check": r"\b(?:cvv2?|cvc2?|cv2|csc|card (?:security|verification|check) (?:code|number|value)|(?:three|3|four|4)[- ](?:digits?|numbers?)(?: code)?(?: (?:on|at|from) the)? back|security code (?:on|at|from)(?: the)? (?:back|your|card)|last (?:three|3) (?:digits|numbers)(?! of)|(?:three|3) (?:digits|numbers) (?:on|from|at|in|by)(?: the)? (?:signature|back|reverse|rear)|(?:little|small|short|tiny) (?:number|code)s? (?:on|at|from)(?: the)? (?:back|reverse)|(?<!serial )(?<!model )(?:digits|numbers?) on the (?:back|reverse)(?! of (?:the|your) (?!card|credit|debit|bank)))\b",
    "one-time-code": (
        r"\b(?:otps?|one[- ]?time[- ]?(?:code|password|passcode|pin)s?|2[- ]?fa(?: code| token)?s?|mfa(?: code)?|tan|two[- ]factor(?: authentication)?(?: code| token)|"
        r"(?:verification|security|auth|authentication|authenticator|sms|login|log-in|sign-in|confirmation|access|text|google|six[- ]digit|6[- ]digit|four[- ]digit|4[- ]digit|validation)[- ](?:codes?|numbers?|digits|token)|"
        r"(?:security|verification|login|bank|confirmation) (?:sms|text|message)|"
        r"(?:google |microsoft )?authenticator(?: app)?|(?:numbers?|digits|codes?) (?:that |which |it )?(?:pops?|popped|shows?|showing|comes?|came|appears?|shown|displayed|displays?|flash\w*)\b(?: up)?|(?:the|those|these) (?<!last )digits(?! (?:of|after|before|in your order))|"
        r"(?:the|that|this|your) (?:sms|text message)(?! (?:from the|about|box|field|notif))|(?:sms|texts?|messages?) (?:that |which )?you(?:'ve| have)? (?:just )?(?:got|get|received?)|(?:sent|texted) you an? (?:text|sms)|(?:got|get|gotten|received?) an? (?:text|sms)|text you an? (?:number|code)|"
        r"(?:login|log-in|sign-?in|magic|verification|reset|confirmation) (?:link|url) (?:that |which )?(?:you|we)(?:'ve| have)? (?:just )?(?:got|get|received?|sent|emailed)|"
        r"(?:numbers?|digits|codes?) (?:inside|in it|it (?:says|shows))|(?:numbers?|digits) (?:in|from|on) (?:the|your|that) (?:sms|texts?|messages?|phone|screen|e-?mail)|"
        r"(?<!last )(?<!first )(?:six|6|four|4) (?:digits|numbers)|(?:digits|numbers?) (?:that |which )?(?:you(?:'ve| have)? (?:just )?(?:got|get|received|see)|we (?:just )?(?:sent|texted))|"
        r"(?=code)(?<!error )(?<!activation )(?<!pickup )(?<!pick-up )(?<!delivery )(?<!collection )(?<!promo )(?<!discount )(?<!coupon )(?<!gift )(?<!redeem )(?<!redemption )(?<!voucher )(?<!qr )(?<!zip )(?<!postal )(?<!country )(?<!source )(?<!bar )(?<!tracking )(?<!product )(?<!order )(?<!status )(?<!area )(?<!referral )(?<!invite )(?<!game )(?<!license )(?<!licence )(?<!card )(?<!response )(?<!the key )(?<!cd )(?<!swift )(?<!sort )(?<!reason )(?<!reference )(?<!dress )codes?)\b(?! (?:of conduct|review|error|for (?:your|the) (?:gift|order|discount|voucher|item|game)))"
    ),
    "card-number": r"\b(?:(?<!gift )(?<!sim )(?<!loyalty )(?<!membership )(?<!member )(?<!id )card(?:'s)? (?:numbers?|no\.?|num|details|data|info|information)|(?:full|whole|complete|entire|long) (?:\w+ )?(?:card|number)|(?:sixteen|16)[- ]digits?|debit card digits|expiry(?: date)?|(?:photos?|pictures?|pics?|scans?|images?|front|back|both sides)(?: side)? of (?:your|the) (?:(?:bank|credit|debit) )?card)\b",
}
"""What is never asked for, by category."""

TOPIC_BEFORE: Final = r"\b(?:reset|change|changed|update|updated|forg[eo]t(?:ten)?|recover|restore|set|choose|pick|create|lost|losing|request|requested|resend|re-send|resent|new|enable|disable|set up|setting up|use|using|keep|store|protect|guard|about|(?<!what's )(?<!whats )(?<!is )(?<!shown )(?<!see )on|regarding|entered|typed|filled in|generate|write down|back up|rotate|same|wrong|incorrect|expired|stolen|valid)\b(?: (?:a|an|the|your|my|of|to|up|for|new|strong|their|another|own|fresh|safe|login|payment)){0,3} ?$"
TOPIC_AFTER: Final = r" ?(?:arrives|comes in|resets?|page|field|box|link|manager|polic(?:y|ies)|requirements?|protect\w*|expired?s?|has expired|is (?:invalid|expired|wrong|incorrect|valid|only|sent|never|safe|correct|required (?:on|to log)|for|what|how|used|your own|private|yours|like|a )|are (?:only|sent|never|safe|private|used|like)|will (?:be sent|arrive|expire|never|come)|was (?:changed|reset|sent|wrong|incorrect)|did(?:n't| not)|does(?:n't| not)|ends in|ending|last four|stays?|settings?|by (?:email|sms|text) (?:to you)|works?|recovery|strength|change|screen|option|prompt|entry|to anyone|with anyone|again on|have been|has been|itself|means|safety|security|theft|scams?|yourself|in the settings|not (?:working|arriving)|issues?|problems?)\b"

_GIVE: Final = r"(?:revert|list|send|give|tell|text|share|provide|forward|read|dictate|show|screenshot|snap|paste|copy|drop|dm|pm|message|msg|pass|hand|disclose|reveal|state|quote|spell|supply|email|e-mail|repeat|post|shoot|whisper|present|reply|respond|answer|write|let (?:me|us) (?:have|know|see)|type(?! in\b)|upload|attach|submit|confirm|verify|key|enter|put|fill|input)"
_HERE: Final = r"(?:here|chat|below|to me|to us|for me|for us|with me|with us|back to|in (?:your )?(?:reply|message)|this (?:chat|window|conversation|thread))"
_TYPED: Final = r"(?:type|enter|key in|key|put|fill(?: in)?|input|write|paste)"
_PLACED: Final = r"\b(?:on|in|into|at|through|via|inside|from within|under) (?:the |our |your |that |this |its )?(?:\w+ ){0,3}?(?:page|website|web site|site|app|application|screen|form|checkout|settings|field|box|prompt|device|portal|dashboard|wallet|browser|extension|login|menu)\b"

GIVES: Final = r"\b(?:list|send|give|tell|share|provide|forward|read (?:me|out|back)|paste|dictate|(?:re)?submit|show (?:me|us)|supply|disclose|reveal|screenshot|hand over|repeat|quote)\b"
"""Whatever gets a secret from one who has it to one who has not."""

CLEAR: Final = r"\b(?:to you|you a|you the|you your|sent|we|i|i'll|we'll|i've|pages?|app|sites?|websites?|screen|form|settings|checkout|yourself|own|when|if|once|after|before|how|where|which|who|anyone|anybody|somebody|someone|resend|new|reset|works?|working|order|errors?|arriv\w+|to your|did|does|have|has|was|were|able|them|they|gift|activation|address|link)\b"
"""What shows that a clause with such a word in it asks the customer for nothing."""

ASKS: Final = (
    rf"\b(?!{_TYPED}\b|confirm|verify|submit|upload|attach){_GIVE}\b(?! (?:it |them |that |a \w+ )?(?:to )?you\b)(?:(?!{_PLACED})[^,.;]){{0,45}}?{{o}}(?! to (?:you|your)\b)",
    rf"\b(?:confirm|verify|submit|upload|attach|present)\b(?! (?:to )?you\b)[^,.;]{{0,30}}?{{o}}(?![^,.;]{{0,10}}{_PLACED})",
    rf"\b{_TYPED}\b[^,.;]{{0,30}}?{{o}}[^,.;]{{0,20}}\b{_HERE}\b",
    rf"\b{_HERE}[^,.;]{{0,12}}\b{_TYPED}\b[^,.;]{{0,25}}{{o}}",
    r"\b(?:wh?[au]t(?:'s|s| is| was| are| were)?|which)\b(?! (?:is |are )?an? )(?: \w+){0,1}? ?(?:your|ur|the|that|those|these|on)[^,.;]{0,25}?{o}(?! (?:for(?! (?:that|your|this|the (?:address|wallet|account)))|means?|is (?:for|used)|was|do))",
    r"\b(?:i|we)(?:'ll| will| do| would|'d| just| still| also| only)*(?: be)? (?:need(?:ing)?|require|want|gotta have|must have|have to have|ask(?:ing)? for|am missing|are missing|am going to need|are going to need)(?! you to (?!send|give|tell|share|provide|read|confirm|show|type))(?:(?!\b(?:reset|change|update|log)\b)[^,.;]){0,40}?{o}",
    r"(?<!you )(?<!app )(?<!site )(?<!page )(?<!website )(?<!system )(?<!wallet )(?<!device )\b(?:needs?|requires?|wants?) your\b[^,.;]{0,25}?{o}",
    r"\b(?:may|can|could|shall|might|let) (?:i|we|me|us) (?:(?:please|pls|plz|just|kindly) )?(?:have|get|see|know|grab|ask for|take|check|borrow|look at|use)\b[^,.;]{0,30}?{o}",
    r"\b(?:get|give|send|hand|show|tell|lend|dm|text|forward|hit|ping) (?:me|us|over|him|her|them|(?:my|our|the) \w+)\b[^,.;]{0,35}?{o}",
    r"^(?:(?:and|ok|okay|so|next|now) )*(?:the|your) {o} (?:from|on|in) your (?:phone|sms|texts?|messages?|app|e-?mail)$",
    r"\b(?:type|write|spell|list) out\b[^,.;]{0,25}{o}",
    r"\b(?:what|which) {o} (?:did|have|do|was|came|are)\b(?! you (?:forget|forgotten|change|reset|lose|lost))",
    r"\b(?:trouble|bother|ask) you for\b[^,.;]{0,20}{o}",
    r"\bwhich words\b[^,.;]{0,20}{o}",
    r"\bwhat (?:numbers?|codes?|digits) (?:do|can|did|are)\b[^,.;]{0,25}{o}",
    rf"\b(?:entering|typing|pasting|putting)\b[^,.;]{{0,30}}?{{o}}[^,.;]{{0,20}}\b{_HERE}\b",
    r"\byou (?:get|grab|find|read|fetch) [^,.;]{0,15}{o}[^,.;]{0,6}\bfor me\b",
    r"\b(?:take|snap|make) (?:me )?(?:a )?(?:photo|picture|pic|shot|screenshot)s? of [^,.;]{0,15}{o}",
    r"^(?:user ?name|e-?mail|account|login|id)(?:,| and| &| \+) (?:your )?{o}",
    r"\bwhat (?:does|do|is|are) (?:your|ur|the|that) {o} (?:show|say|display|read|tell)\w*",
    r"\b(?:only|last|one) (?:thing|step|piece|bit)s? (?:missing|left|(?:i|we) need|(?:that's|that is) missing|remaining) (?:is|are) [^,.;]{0,20}{o}",
    r"\bwaiting (?:for|on) (?:you to (?:send|give|share|tell|provide|read|text) [^,.;]{0,12})?(?:your|ur|the|that)\b[^,.;]{0,20}{o}",
    rf"\b{_TYPED}\b[^,.;]{{0,30}}?{{o}}[^,.;]{{0,10}}\bso (?:that )?(?:i|we|our \w+)\b",
    r"{o}[^,.;]{0,10}\b(?:will do|would do|would be enough|(?:is|are) (?:enough|all (?:i|we)))\b",
    r"\b(?:could|can|would|will) (?:you|u) (?:(?:please|kindly|pls|plz|just) )?(?:paste|write|spell|list)\b[^,.;]{0,20}{o}",
    rf"^(?:(?!{_TYPED}\b|check|reset|change|use|request|no\b|not\b)[^ ,.;]+ ){{0,4}}?{{o}} (?:please|pls|plz|pl)\b[ ?!]*$",
    r"^(?:(?:and|ok|okay|so|hi|hello|still|also|now) )*(?:need(?:ing)?|want|require|gimme) [^,.;]{0,30}?{o}",
    r"\b(?:by|mind|about) (?:replying|responding|sending|sharing|giving|providing|telling|texting|typing)\b[^,.;]{0,30}?{o}",
    r"^(?:(?:and|ok|okay|so|now|then|also|hi|hello|next|first) )*(?:(?:your|ur) )(?:\w+ ){0,3}?{o}(?: (?:please|pls|plz|pl|now|too|again|you (?:got|received|have|see)))*[ ?!]*$",
    r"^(?:(?:and|ok|okay|so|now|then) )*(?:\w+ ){0,2}?{o}(?: (?:please|pls|plz|you (?:got|received)))* ?\?$",
)
"""Ways of asking; an ask counts unless something before it in the clause takes it back."""

COERCES: Final = (
    r"\b(?:without|unless (?:i|we) (?:have|get|see|know)) (?:your|the|that)\b[^,.;]{0,20}?{o}[^.;]{0,14}\b(?:i|we) (?:can't|cannot|can not|won't|will not|am unable|are unable|am not able)",
    r"\b(?:i|we) (?:can't|cannot|can not|won't|will not|am unable|are unable)\b[^.;]{0,40}\b(?:without|unless|until)\b[^.;]{0,25}{o}",
)
"""Asking by what happens otherwise; no word takes it back."""

FOLLOWS: Final = (
    r"\b(?:reply|respond|answer)(?: \w+){0,2} with (?:it|them|that)\b",
    r"\b(?:i|we)(?:'ll| will)? need (?:that|it|those|them)\b(?! to\b)",
    r"\b(?:send|give|share|tell|provide)(?: me| us)? yours\b",
    r"\bwhat(?:'s|s| is) (?:the|that) (?:number|code)\b",
    r"\btell (?:me|us) what (?:it|they|that) (?:is|are|says?)\b",
    r"\b(?:confirm|enter|type|put|write|provide|submit|repeat) (?:it|them) (?:here|below|to (?:me|us)|in (?:this|the) chat)\b",
    r"\blet (?:me|us) (?:have|see) (?:it|them|that)\b",
    r"\b(?:reply|respond|answer|come back) with (?:the )?(?:digits|numbers?|figures)\b",
    r"\bwhat (?:does (?:it|the (?:text|message|sms)) say|(?:is|was) it)\b",
    r"\b(?:send|tell|give|read|forward) (?:it|them|that|those) to (?:him|her|them|(?:our|my) \w+)\b",
    r"\b(?:send|tell|give|read|forward|text|share|show|drop|pass|dictate|paste|type|reply(?: with)?|repeat|bring|hand|screenshot|message) (?:it|them|that|those|this|these|me|us)\b(?! (?:know|if|when|what|how|an?\b|the (?:order|error|screenshot|email|tracking)|your (?:order|name|email|user|account|phone)|more|about|which|where|why|whether|to you|on (?:the|our)|in the app|with (?:anyone|anybody|others|nobody)|to (?:anyone|anybody|others|nobody|no one)|safe|secret|private))",
)
"""Asking without naming it: counts when the clause before named what is never asked for."""

AGAIN: Final = r"\b(?:send|give|tell|share|resend|resubmit|forward)(?: me| us)? (?:it|them|the (?:right|correct|new|current) one|another one|a new one)\b(?! to\b)"
"""Asking once more after the secret that was given did not do."""

OTHERS: Final = r"\b(?:order|screenshot of|invoice|receipt|tracking|email address|username|user name|name|phone|address|question|problem|issue|txid|hash|transaction|error|anyone|anybody|nobody|secret|private|safe|yourself|feedback|help|if you|when(?:ever)? you (?:are|have)|ticket|case)\b"
"""Something else that is asked for in such a clause."""

MISSED: Final = r"\b(?:did(?:n't| not)|does(?:n't| not)|have(?:n't| not)|has(?:n't| not)|not (?:arrive|receive|get|work)|never|don't|do not|forgot|forgotten|expired|wrong|incorrect|invalid|lost|stolen|can't|cannot|failed|fails|if you (?:forgot|lost)|reset|change|changed|updated|leaked|scam|fraud|no one|nobody|only (?:on|in))\b"
"""What makes a clause before speak of trouble, or warn, rather than of a secret at hand."""

NEGATORS: Final = r"(?:不要|不会|绝不|从不|切勿|别|\bever\b|\bnever\b|\bnot\b|n't\b|\bno one\b|\bnobody\b|\bnone of\b|\brefuse|\bavoid\b|\bstop\b|\bbeware\b|\bcareful\b|\binstead of\b|\bno need\b|\bscam|\bfraud|\bphish|\bfake|\banyone\b|\banybody\b|\bwhoever\b|\bsomeone\b|\bsomebody\b|\bnor\b|\bneither\b|\brather than\b|\bwithout (?:asking|sharing|giving|telling|sending|showing|revealing|entering|needing)\b|\bpretend|\bimpersonat|\bstrangers?\b|\b(?:dont|doesnt|wont|cant|shouldnt)\b)"
AFTERWARDS: Final = r"\b(?:(?:to|with) (?:anybody|anyone|someone|somebody|others)\b(?! (?:but|except|other))|(?:is|are|was|were|it's) (?:always |probably |likely )?(?:a |an )?(?:scam|scammers?|fraud|fraudsters?|fake|phishing|against|not (?:allowed|safe|protected)|prohibited|forbidden|risky|dangerous))\b"
"""Words after an ask that turn it round."""

BREAKERS: Final = r"(?:\bbut\b|\bjust\b|\bonly\b|\bexcept\b|\bthen\b|\band (?:please |then |just )?(?:send|tell|give|read|share|forward|text)\b|\bso (?:please|send|tell|give)\b|\bunless\b|\buntil\b|\bwithout\b(?! (?:asking|sharing|giving|telling|sending)))"
HARMLESS: Final = r"(?:\bexpires? (?:soon|in \w+ (?:minutes?|seconds?))|\b(?:did|have|had) you (?:recently |ever )?(?:install|download|run|us)(?:ed)?\b|\b(?:don't|do not|dont) (?:forget|hesitate|worry|be (?:afraid|shy|scared)|mind)(?: to)?\b|\bnever mind\b|\bno (?:problem|worries|rush|hurry)\b|\bnot (?:a problem|to worry|at all)\b|\bnothing to worry about\b|\bwhy (?:not|don't you|dont you)\b|\b(?:can|could|won't|would|will|couldn't|can't) ?(?:not|n't)? you\b(?= (?:please|just|send|tell|give|share|read))|\bif (?:it'?s|that'?s) not (?:a problem|too much)\b|\bif you don't mind\b|\bnot only\b|\banyone else\b(?= in your)|\bdon't have to wait\b)"
INSIST: Final = r"\b(?:except (?:to |with |for )?(?:me|us)|but (?:me|us)|other than (?:me|us)|only (?:to|tell|with|give|share with|send to) (?:me|us)|(?:just|only) (?:me|us)|anyone else\b[^.]{0,30}\b(?:me|us)|(?:just|only) (?:send|tell|give|share) (?:it |them )?(?:to |with )?(?:me|us))\b"
"""Warning of others, and asking for oneself."""

_APP: Final = r"(?:whats ?app|telegram|we ?chat|signal|line|discord|skype|instagram|facebook|messenger|snapchat|viber|qq|imessage|kakao(?:talk)?|zalo)"
_WALLET: Final = r"(?:account|bank(?: account)?|card|pay ?pal|venmo|zelle|cash ?app|revolut|wise|wallet|address|iban|alipay|we ?chat|western union)"
_MONEY: Final = r"(?:money|payment|the amount|amount|funds?|fee|deposit|balance|usdt|usdc|btc|eth|bitcoins?|crypto|ether(?:eum)?|tether|coins?|[$€£¥] ?[0-9]+[0-9.,]*|[0-9]+[0-9.,]* ?(?:usd|eur|dollars|euros?|usdt|btc|eth|rmb|yuan|bucks))"

AWAY: Final = (
    rf"\b(?:add|message|contact|text|dm|pm|reach|hit|find|write|chat with|talk to|ping|call|follow) (?:me|us|my \w+|our (?:manager|boss|agent))(?: up| out)? (?:on|via|at|through|in|over|using)(?: my)?(?: personal| private)? {_APP}\b",
    r"\b(?:whats ?app|telegram|we ?chat|snapchat) me\b",
    rf"\b(?:my|our manager's|my boss's|my colleague's)(?: own| personal| private)? {_APP}(?: (?:number|id|handle|account|username|name))?(?: (?:is|=)| ?:| @| \+?[0-9])",
    rf"\b(?:add|message|text|dm|contact|ping) (?:my|this|the following|her|him)(?: own| personal| private)? {_APP}\b",
    rf"\b(?:move|switch|continue|take|carry on|go|chat|talk|speak|discuss|finish)\b[^,.;]{{0,25}}\b(?:to|on|over(?: to)?|via) (?:my )?{_APP}\b",
    r"\b(?:pay|tip|venmo|zelle|cash ?app|paypal|reimburse) (?:me|my|us directly|directly to (?:me|my)|me directly)\b",
    r"\bpay\b[^,.;]{0,20}\b(?:directly (?:to (?:me|us|my)|via|through|into)|to my|into my|to me|to this|on my|to the following (?:account|address|wallet))\b",
    rf"\b(?:send|transfer|wire|remit|deposit|move|forward|top up|put)\b[^,.;]{{0,25}}?\b{_MONEY}[^,.;]{{0,25}}?\b(?:to me|to us directly|(?:in)?to my|to this|to the (?:following|address below|account below|wallet below)|(?:to|at) (?:0x|bc1|t[a-z0-9]{{20}}))",
    rf"\b(?:send|transfer|wire|remit|deposit) (?:me|us) {_MONEY}",
    rf"\b(?:send|transfer|wire|remit|deposit)\b[^,.;]{{0,20}}\b(?:to|into) my (?:own |personal |private )?{_WALLET}\b",
    r"\b(?:transfer|wire|remit)\b[^,.;]{0,20}\b(?:to (?:me|this|the following)|directly to (?:me|us))\b",
    r"\bmy(?: own| personal| private)? (?:venmo|zelle|cash ?app|pay ?pal|revolut|wise|alipay|bank account|usdt address|btc address|wallet address|crypto wallet)(?: (?:is|address|handle|id|tag))?\b",
    rf"\b(?:here'?s|here is|this is) my(?: own| personal| private)? (?:{_APP}|number|cell|mobile)\b",
    r"\blet'?s (?:continue|talk|chat|move|speak|carry on|do this|deal)[^,.;]{0,12}\b(?:there|elsewhere|somewhere else|outside|off)\b",
    r"\b(?:text|call|ring|message|phone|reach|contact|e-?mail) me (?:on|at) (?:my )?(?:own|personal|private|cell|mobile|gmail)\b",
    r"\b(?:take|move|bring|keep|handle|settle) (?:this|it|things|our chat|the (?:chat|conversation|deal|talk|order)) (?:off|outside)\b",
    rf"\b(?:send|transfer|wire|move|deposit|put)\b[^,.;]{{0,25}}\b(?:safe|secure|holding|escrow|verification|temporary|security) (?:{_WALLET})\b",
    r"\b(?:scan)\b[^,.;]{0,25}\b(?:pay|send|transfer)\b[^,.;]{0,12}\b(?:me|us|my|directly)\b",
    r"^(?:v|vx|wx|wechat|weixin|tg|telegram|qq|whatsapp|wa) ?: ?@?[a-z0-9_+\-]{5,30}",
    r"\bscan\b[^,.;]{0,30}\b(?:i|we)(?:'ll| will)? (?:send|sent|give|gave|show)\b",
    rf"\b(?:drop|send|shoot|leave) (?:me|us) (?:an? )?(?:quick )?(?:message|line|dm|note|text) (?:on|via|in|through|over) {_APP}\b",
    r"\bpay(?:ing)?\b[^,.;]{0,15}\boutside\b",
    r"\b(?:do|deal|pay|trade|settle|buy|order)\b[^,.;]{0,15}\bwithout (?:the|this) (?:platform|site|app|website|shop)\b",
    r"\b(?:text|call|message|ping|reach|write) me (?:there|instead|directly|privately)\b",
    r"\b(?:pay|deposit)\b[^,.;]{0,40}\bto (?:this|the following|my|the below) (?:address|wallet|account|card|number)\b",
    r"\bpay\b[^,.;]{0,15}\b(?:unlock\w*|release|activation|unfreez\w*|verification) (?:fee|deposit)\b",
    r"\bfriends (?:and|&) family\b",
    r"\b(?:pay|deal|trade|settle|complete|do (?:it|this)|finish|transaction|sort (?:it|this))\b[^,.;]{0,25}\b(?:off[- ](?:platform|site|the books)|outside (?:of )?(?:the |our |this )?(?:platform|site|website|system|app|shop|store|marketplace)|privately|under the table)\b",
    r"\b(?:bypass|skip|avoid|get around|go around) (?:the |our )?(?:platform|checkout|marketplace|escrow|platform fees?)\b",
    r"\bpay (?:me |us )?(?:with|in|using|by|via) (?:\w+ ){0,2}gift ?cards?\b",
    r"\b(?:pay|send|settle)\b[^,.;]{0,15}\b(?:in|with|using|via) (?:crypto|usdt|btc|bitcoin|eth)\b[^,.;]{0,20}\b(?:to|directly|address|me|discount|cheaper)\b",
)
"""Ways of leading a customer away from the platform."""

BEYOND: Final = (
    r"\b(?:don't|do not|no need to) (?:order|pay|buy|book) (?:through|on|via|in|at) (?:the|this|our) (?:platform|site|website|app|shop)\b",
)
"""The same with a no in it, which therefore takes nothing back."""

GIFTS: Final = (
    r"\b(?:send|give|show|text|read|forward)\b[^,.;]{0,16}\bgift ?cards?\b[^,.;]{0,20}\b(?:to (?:me|us)|as payment)\b",
    r"\b(?:buy|get|purchase|grab|pick up)\b[^,.;]{0,30}\b(?:gift ?cards?|itunes|steam cards?|google play cards?|prepaid cards?|vouchers?)\b.{0,40}\b(?:(?:send|give|read|tell|text|show|forward|share|photo|scratch|codes? to) ?(?:me|us|it|them|the)?|as payment|to pay (?:me|us)|for the fee)\b",
)
"""Paying by gift card: read over a whole sentence."""

OFFICIAL: Final = r"\b(?:official|verified (?:channel|account|bot)|at checkout|our checkout|checkout page|order page|your own|to your|in your|into your|your (?:original|own|wallet|account|card)|within the app|in the app|in-app|our (?:website|site|app)|did you|have you|if you (?:sent|paid|already))\b"
"""What makes such words harmless: the platform itself, or money that goes to the customer."""

_REMOTE: Final = r"(?:any ?desk|team ?viewer|rust ?desk|ultra ?viewer|quick ?assist|splashtop|remote[- ](?:desktop|access|control|assistance|session|support)|screen[- ]?shar\w+)"
_DEVICE: Final = r"(?:computer|pc|laptop|phone|device|screen|desktop|machine)"
_FACE: Final = r"(?:face[- ](?:scan|verification|id|check)|facial (?:scan|recognition|verification)|liveness (?:check|test)|scan your face|blink)"

ACTS: Final = {
    "password": (
        r"\b(?:set|change|reset) (?:your |ur |the )?(?:password|pin|passcode) to (?!an?\b|something|one\b|at\b|your|the\b|protect|keep|be\b)",
    ),
    "one-time-code": (
        r"\b(?:approve|accept|allow|tap|press|confirm)\b[^.;]{0,60}\b(?:that'?s me|it'?s me|(?:i'm|i am|we're|we are) (?:signing|logging) in)\b",
        rf"\b{_FACE}\b[^.;]{{0,30}}\b(?:(?:with|for|to) (?:me|us)|video call|on (?:a )?call|on camera)\b",
        rf"\b(?:video call|call with me|on camera)\b[^.;]{{0,60}}\b{_FACE}\b",
    ),
    "off-platform": (
        r"\b(?:to|before) (?:we )?(?:release|unfreeze|unlock your|process your withdrawal)\b[^.;]{0,30}\b(?:deposit|pay|send|transfer)\b",
        rf"\b(?:(?:grant|give|allow) (?:me|us)|need|want|require) (?:\w+ ){{0,2}}?(?:remote|access to (?:your|ur) {_DEVICE})\b",
        rf"\b(?:install(?:ing)?|download(?:ing)?|open(?:ing)?|run|get|launch|start|use|set up|turn on|enable|accept|join)\b[^,.;]{{0,25}}\b{_REMOTE}",
        rf"\b{_REMOTE}[^,.;]{{0,10}}\b(?:id|address|code|number)\b[^,.;]{{0,12}}\b(?:me|us|here)\b",
        r"\b(?:can|could|may|let|i|i'll|we|we'll) (?:i |me |we |us |can |could )?remote (?:in|into|to|onto)\b",
        r"\bshar(?:e|ing) (?:your|ur|the) (?:\w+ )?(?:screen|desktop)\b",
        rf"\b(?:let (?:me|us)|(?:i|we)(?:'ll| will| can| could|'d like to| need to)) (?:\w+ ){{0,2}}?(?:connect|remote|take (?:control|over)|access|control|get)\b[^,.;]{{0,20}}\b(?:your|ur) {_DEVICE}\b",
    ),
}
"""Handing a face or a device to whoever asks: read over two clauses, whatever else is named."""

ALONE: Final = r"\b(?:yourself|uninstall|remove|close|on your own|in the app|official)\b"
"""What makes that the customer's own doing, or talk about what went wrong."""
