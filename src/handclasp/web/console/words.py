"""The console's names for things that come as codes: kinds of masked text, roles, purposes, channels, errors.

A code nobody has named yet is shown as it is; nothing here decides anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

TYPES: Final[dict[str, Text]] = {
    "CN_ID": pgettext_lazy("mask", "ID number"),
    "PHONE": pgettext_lazy("mask", "Phone"),
    "LANDLINE": pgettext_lazy("landline", "Phone"),
    "BANK_CARD": pgettext_lazy("mask", "Bank card"),
    "EMAIL": pgettext_lazy("mask", "Email"),
    "CARD_SECRET": pgettext_lazy("mask", "Card code"),
    "PASSWORD": pgettext_lazy("mask", "Password"),
    "OTP": pgettext_lazy("mask", "One-time code"),
    "CVV": pgettext_lazy("mask", "Security code"),
    "CRYPTO_SEED": pgettext_lazy("mask", "Seed phrase"),
    "CRYPTO_KEY": pgettext_lazy("mask", "Private key"),
    "API_KEY": pgettext_lazy("mask", "API key"),
    "EXPIRY": pgettext_lazy("mask", "Expiry date"),
    "PASSPORT": pgettext_lazy("mask", "Passport"),
    "HK_ID": pgettext_lazy("mask", "Hong Kong ID"),
    "MACAU_ID": pgettext_lazy("mask", "Macau ID"),
    "TW_ID": pgettext_lazy("mask", "Taiwan ID"),
    "SSN_US": pgettext_lazy("mask", "US SSN"),
    "IBAN": pgettext_lazy("mask", "IBAN"),
    "ADDRESS": pgettext_lazy("mask", "Address"),
    "PERSON": pgettext_lazy("mask", "Name"),
    "QQ": pgettext_lazy("mask", "QQ"),
    "QQ_WECHAT": pgettext_lazy("mask", "QQ/WeChat"),
    "PLATE": pgettext_lazy("mask", "Number plate"),
    "IP": pgettext_lazy("mask", "IP address"),
    "OTHER": _("Something else"),
    "ATTACHMENT": _("Picture"),
    "cn_id_front": _("ID card (front)"),
    "cn_id_back": _("ID card (back)"),
    "passport_cn": _("Chinese passport"),
    "passport_foreign": _("Passport"),
    "cn_driver_license": _("Driving licence"),
    "cn_vehicle_license": _("Vehicle licence"),
    "hukou": _("Household register"),
    "hk_macau_permit": _("Permit for Hong Kong and Macau"),
    "taiwan_permit": _("Permit for Taiwan"),
    "exit_entry_permit": _("Exit and entry permit"),
    "foreign_pr_card": _("Permanent residence card"),
    "residence_permit_cn": _("Residence permit"),
    "hk_id_card": _("Hong Kong identity card"),
    "macau_id_card": _("Macau identity card"),
    "bank_card": _("Picture of a bank card"),
    "business_license": _("Business licence"),
    "social_security_card": _("Social security card"),
    "marriage_cert": _("Marriage certificate"),
    "divorce_cert": _("Divorce certificate"),
    "property_cert": _("Property certificate"),
    "officer_card": _("Service card"),
    "student_card": _("Student card"),
    "birth_cert": _("Birth certificate"),
    "disability_card": _("Disability card"),
    "visa": _("Visa"),
    "us_driver_license": _("US driving licence"),
    "us_ssn_card": _("US social security number card"),
    "us_green_card": _("US permanent residence card"),
    "uk_driver_license": _("UK driving licence"),
    "eu_residence_permit": _("EU residence permit"),
    "eu_id_card": _("EU identity card"),
    "td2_id": _("Identity document"),
    "wallet_seed_screenshot": _("Picture of a seed phrase"),
    "payment_qr": _("Payment code"),
    "text": _("Sensitive text in a picture"),
    "none": _("Picture"),
    "voice": _("Voice note"),
    "unreadable": _("File that could not be checked"),
}

HIDDEN_AS: Final = (
    "PHONE",
    "PERSON",
    "ADDRESS",
    "EMAIL",
    "CN_ID",
    "BANK_CARD",
    "CARD_SECRET",
    "PASSWORD",
    "OTP",
    "CRYPTO_SEED",
    "OTHER",
)
"""What a reviewer may say that hidden words are, the likeliest first."""

ROLES: Final[dict[str, Text]] = {
    "agent": _("Agent"),
    "lead": _("Team lead"),
    "specialist": _("Dispute specialist"),
    "director": _("Risk director"),
    "privacy": _("Privacy officer"),
    "auditor": _("Auditor"),
    "administrator": _("Administrator"),
    "customer": _("Buyer"),
    "merchant": _("Seller"),
    "system": _("System"),
    "machine": _("Automatic"),
    "staff": _("Staff"),
}

PURPOSES: Final[dict[str, Text]] = {
    "dispute": _("Dispute"),
    "court": _("Court or authority"),
    "regulator": _("Regulator"),
    "customer-request": _("The customer asked for it"),
    "internal-review": _("Internal review"),
}
"""What a conversation may leave the house for (`disclose.export.PURPOSES`)."""

FORMS: Final[dict[str, tuple[Text, Text]]] = {
    "pack": (_("Evidence pack"), _("a zip that proves itself, with pages to read")),
    "pdf-zh": (_("PDF, Chinese"), _("to read and print, the evidence pack inside")),
    "pdf-en": (_("PDF, English"), _("to read and print, the evidence pack inside")),
    "vcon": (_("vCon"), _("for other systems, the evidence pack inside")),
    "csv": (_("CSV"), _("for a spreadsheet; proves nothing")),
}
"""In what form a conversation may leave (`Exports.forms`), and what that form is good for."""

FORMATS: Final[dict[str, Text]] = {
    "evidence pack v1": _("evidence pack"),
    "transcript PDF v1 zh": _("PDF in Chinese with the evidence pack inside"),
    "transcript PDF v1 en": _("PDF in English with the evidence pack inside"),
    "vCon 0.4.0": _("vCon with the evidence pack inside"),
    "conversation CSV v1": _("CSV for a spreadsheet"),
    "age file": _("encrypted file"),
}
"""The same as export records name it."""

RECORDS: Final[dict[str, Text]] = {
    "said": _("What was said"),
    "files": _("Pictures and files"),
    "orders": _("Order events"),
    "told": _("Notices and consents"),
    "steps": _("Steps of disputes and requests"),
    "notes": _("Internal notes"),
    "work": _("What the desk did"),
    "risk": _("Risk verdicts"),
    "later": _("What was hidden or shown later"),
    "ends": _("Counts and closings"),
}
"""Classes of a conversation's records (`disclose/purposes.toml`)."""

LOOKED_FOR: Final[dict[str, Text]] = {
    **PURPOSES,
    "audit": _("Audit"),
    "review": _("Second look"),
    "support": _("Support"),
    "own conversation": _("Own conversation"),
    "queue": _("Conversation list"),
    "task": _("A colleague's question"),
    "quality": _("Quality review"),
    "people": _("People"),
    "risk": _("Risk check"),
    "consent": _("Separate consents"),
    "search": _("Search"),
    "hold": _("Legal hold"),
    "receipt": _("Receipt"),
    "refusal": _("Refused"),
    "approval": _("Deciding about a request"),
    "export": _("Evidence pack"),
    "watch": _("What looks unusual"),
    "rescreen": _("Masking anew"),
}

KEPT_DAYS: Final[dict[str, Text]] = {
    "chat": _("Conversations, after the last record"),
    "disputed": _("with a dispute"),
    "evidence": _("taken out as evidence"),
    "journal": _("the journal of who did what"),
}
"""What the rules say of (`keep.rules.Rules`)."""

REACHES: Final[dict[str, Text]] = {
    "all": _("all conversations"),
    "team": _("their team's"),
    "own": _("their own"),
    "merchant": _("about their products"),
    "none": _("no conversation"),
}
"""How far a role sees."""

LAWS: Final[dict[str, Text]] = {"gdpr": _("GDPR"), "pipl": _("PIPL"), "other": _("other law")}

BASES: Final[dict[str, Text]] = {
    "free-movement": _("inside the EEA"),
    "adequacy": _("adequacy decision"),
    "standard-clauses": _("standard contractual clauses"),
    "binding-rules": _("binding corporate rules"),
    "explicit-consent": _("explicit consent"),
    "contract": _("contract with the person"),
    "public-interest": _("public interest"),
    "legal-claims": _("legal claims"),
    "vital-interests": _("vital interests"),
    "security-assessment": _("security assessment"),
    "standard-contract": _("standard contract"),
    "certification": _("certification"),
    "law": _("the law of the region"),
    "consent": _("consent"),
}
"""On what something goes across a border (`borders.BASES`)."""

RULES: Final[dict[str, Text]] = {
    "by-hand": _("Deleted by hand"),
    "chat": _("Closed conversations"),
    "disputed": _("Disputed conversations"),
    "evidence": _("Conversations taken out as evidence"),
    "journal": _("Journals"),
    "extension": _("Extension"),
    "hold": _("Legal hold"),
}
"""By which rule something goes or stays (`keep.rules`, `keep.bin`)."""

KEPT: Final[dict[str, Text]] = {
    "kept": _("It is kept by rule."),
    "open": _("It is not closed; the rules begin to count when it is."),
    "extended": _("Somebody keeps it longer."),
    "hold": _("It is on legal hold."),
    "due": _("Its time is over; it goes into the bin next."),
    "bin": _("It lies in the bin."),
    "erasing": _("It is being erased."),
    "erased": _("It was erased."),
}
"""Why a conversation is still here, or what became of it (`keep.keeping.Why`)."""

RIGHTS: Final[dict[str, Text]] = {
    "access": _("see one's data"),
    "copy": _("a copy of one's data"),
    "correction": _("a correction"),
    "restriction": _("restrict the use"),
    "erasure": _("erase"),
    "objection": _("object to the use"),
}

RIGHTS_STEPS: Final[dict[str, Text]] = {
    "asked": _("Took in a customer's request (%(right)s)"),
    "verified": _("Checked who makes a request (%(right)s)"),
    "extended": _("Extended the clock of a request (%(right)s)"),
    "waiting": _("Put what a request is about into the bin (%(right)s)"),
    "answered": _("Answered a customer's request (%(right)s)"),
    "refused": _("Refused a customer's request (%(right)s)"),
    "withdrawn": _("Took a request back (%(right)s)"),
    "back": _("Took what a request is about out of the bin (%(right)s)"),
    "lifted": _("Ended what a request restricts (%(right)s)"),
}

REQUEST_STATES: Final[dict[str, Text]] = {
    "open": _("who asks is to be checked"),
    "verified": _("to be answered"),
    "waiting": _("waits in the bin"),
    "answered": _("answered"),
    "refused": _("refused"),
    "withdrawn": _("taken back"),
}

IDENTITIES: Final[dict[str, Text]] = {
    "session": _("the chat's own session"),
    "vouched": _("the shop's word in the chat"),
    "order": _("an order number and something only they know"),
    "document": _("a document was seen, and not kept"),
    "call-back": _("called back"),
}

REFUSED_ON: Final[dict[str, Text]] = {
    "legal-hold": _("legal hold"),
    "claim": _("needed for a claim"),
    "law": _("a law says it is kept"),
    "identity": _("who asks cannot be checked"),
    "unfounded": _("unfounded, or made again and again"),
    "others": _("it is also about somebody else"),
}

GROUNDS: Final[dict[str, Text]] = {
    "court": _("Court"),
    "regulator": _("Regulator"),
    "dispute": pgettext_lazy("a ground", "Dispute"),
    "investigation": _("Investigation"),
}
"""On what ground a legal hold stands; at the command line it may be in words of one's own."""

HELD: Final[dict[str, Text]] = {
    "conversation": _("One conversation"),
    "customer": _("A customer"),
    "order": _("An order"),
    "search": _("What a search found"),
}
"""What a legal hold is on (`keep.hold_words.Scope`)."""

APPROVED: Final[dict[str, Text]] = {
    "export": _("Taking a conversation out of the house"),
    "reveal": _("Seeing what is masked"),
    "policy": _("Changing the access rules"),
    "role": _("Accounts and roles"),
    "guard": _("Sending what the guard stopped"),
    "release": _("Ending a legal hold"),
    "delete": _("Deleting many conversations"),
}
"""What is done only with a second person, by the kind of request."""

SCOPES: Final[dict[str, Text]] = {
    "write": _("send messages"),
    "read": _("read conversations, masked"),
    "export": _("ask to take conversations out"),
    "audit": _("read the journal"),
    "cases": _("open, follow and decide disputes"),
}
"""What an API key may do (`access.machines.SCOPES`)."""

NOTICES: Final[dict[str, Text]] = {
    "recording": _("what is recorded and why"),
    "consent/cross-border": _("whether their data may go abroad"),
    "consent/provision": _("whether their data may be given to others"),
    "consent/sensitive": _("whether masked data may be looked at"),
}
"""Notices by their name in the record."""

ITEM_CLASSES: Final[dict[str, Text]] = {
    "contact": _("contacts"),
    "goods": _("goods"),
    "payment": _("payment data"),
    "identity": _("identity data"),
    "other": _("other masked data"),
}
"""Classes of what a mask hides (`access.policy.ItemClass`)."""

MATTERS: Final[dict[str, Text]] = {
    "cross-border": _("their data going abroad"),
    "provision": _("their data being given to others"),
    "sensitive": _("a look at what is masked"),
}
"""What customers are asked for separately (`disclose.consent_words.Matter`)."""

CONSENT_STEPS: Final[dict[str, Text]] = {
    "asked": _("The customer is asked for consent to %(matter)s"),
    "given": _("The customer consented to %(matter)s"),
    "declined": _("The customer declined %(matter)s"),
    "withdrawn": _("The customer took back the consent to %(matter)s"),
}

CONSENT_STATES: Final[dict[str, Text]] = {
    "asked": _("not answered yet"),
    "given": _("consents"),
    "declined": _("declined"),
    "withdrawn": _("taken back"),
}

CHANNELS: Final[dict[str, Text]] = {
    "web": _("Web"),
    "widget": _("Web"),
    "telegram": _("Telegram"),
    "wechat": _("WeChat"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "api": _("Shop system"),
    "import": _("Imported"),
}

KINDS: Final[dict[str, Text]] = {
    "agent-action": _("Action by staff"),
    "order-event": _("Order"),
    "notice-shown": _("Notice shown to the customer"),
    "consent": _("Consent"),
    "correction": _("Correction"),
    "case-step": _("Case"),
    "quality-step": _("Quality review"),
    "risk-verdict": _("Risk score"),
    "guarded-action": _("Guarded action"),
    "call-segment": _("Call recording"),
    "close": _("Conversation closed"),
    "salvaged": _("Salvaged record"),
}

ACTS: Final[dict[str, Text]] = {
    "take": _("%(who)s took the conversation"),
    "assign": _("%(who)s handed the conversation to %(agent)s"),
    "release": _("%(who)s let the conversation go"),
}
"""What was done at the desk, by the action's name in the record."""

MERGES: Final[dict[str, Text]] = {
    "merge": _("%(who)s let this go on in conversation %(other)s"),
    "merged": _("%(who)s let conversation %(other)s go on here"),
    "unmerge": _("%(who)s parted this from conversation %(other)s"),
    "unmerged": _("%(who)s parted conversation %(other)s from this one"),
    "led": _("The customer wrote in conversation %(other)s, which goes on here"),
}
"""How a customer's parallel conversations were joined, by the action's name in the record."""

NOT_JOINED: Final[dict[str, Text]] = {
    "itself": _("A conversation cannot go on in itself. Choose another one."),
    "customer": _("No customer wrote in both. Only conversations of one customer can be joined."),
    "joined": _("It goes on in another conversation already. Part it from that one first."),
    "goes-on": _(
        "One of them is joined with others already. Join with the one in which it goes on, or part them first."
    ),
    "many": _("As many conversations go on in this one as may."),
    "dispute": _("A dispute is open in it. Open that conversation, and let this one go on there."),
    "holds": _("It is on legal hold, and would go on outside of it. Both must be held first."),
    "apart": _("It goes on in no other conversation. Somebody may have parted it meanwhile."),
}
"""Why two conversations were not joined or parted, by the fault's name."""

DEADLINES: Final[dict[str, dict[str, Text]]] = {
    "deadline near": {
        "first": _("The deadline for the first answer is near"),
        "next": _("The deadline for the next answer is near"),
        "resolution": _("The deadline for the resolution is near"),
    },
    "deadline missed": {
        "first": _("The deadline for the first answer was missed"),
        "next": _("The deadline for the next answer was missed"),
        "resolution": _("The deadline for the resolution was missed"),
    },
}
"""What is told of a deadline, by what happened and which clock."""

STAFF: Final[dict[str, Text]] = {
    "account-taken": _("This account name is taken. Choose another."),
    "account-form": _("2 to 40 small letters, digits, dots, dashes or underscores; a letter or digit first."),
    "name-missing": _("Write the person's name."),
    "name-form": _("A name has at most 60 characters."),
    "role-unknown": _("There is no such role. Choose one of the list."),
    "team-form": _("1 to 40 small letters, digits or dashes."),
    "seller-form": _("1 to 64 letters, digits, dots, dashes, underscores or colons."),
    "seller-needed": _("A seller needs its seller's id, as the shop system names it."),
    "seller-not": _("Only a seller has a seller's id. Leave it empty."),
}
"""What can be wrong with an account (`access.staff.PROBLEMS`)."""

TROUBLE: Final[dict[str, tuple[Text, Text]]] = {
    "refused": (
        _("This is not open to you"),
        _(
            "The rules for your role do not allow it. The try was recorded. If your work needs it, ask whoever looks "
            "after the access rules."
        ),
    ),
    "not-found": (
        _("Not found"),
        _("There is no such conversation on your desk. It may have been erased, or the address is wrong."),
    ),
    "no-page": (
        _("Not found"),
        _("There is no such page, or it is not open to your role."),
    ),
    "overloaded": (
        _("Too busy right now"),
        _("Nothing was stored. Wait a few seconds and send again."),
    ),
    "rate-limited": (
        _("That was very much at once"),
        _("Conversations open one by one, about as fast as people read. Wait a moment and go on."),
    ),
    "outcome-unknown": (
        _("Not sure whether it was sealed"),
        _("The answer got lost. Send the same text again: if it was sealed, it will not be doubled."),
    ),
    "bad-order": (
        _("This is no order's number"),
        _("It has 1 to 128 letters, digits and . _ : -; copy it from the shop or the customer. Nothing was changed."),
    ),
    "invalid": (
        _("This cannot be sent"),
        _("Nothing was stored. Check the text and send again."),
    ),
    "idempotency-key-reused": (
        _("Your first version was already sealed"),
        _("Look at the thread. If you still want to send the changed text, press send once more."),
    ),
    "storage-full": (
        _("There is no room left to store"),
        _("Nothing was stored; your text is kept here. Tell your administrator that the disk is full."),
    ),
    "database-unavailable": (
        _("The store does not answer"),
        _("Nothing was stored; your text is kept here. Wait a moment and send again."),
    ),
    "step-up-needed": (
        _("This needs your second factor"),
        _("Nothing was done. Confirm that it is you, then come back and do it once more."),
    ),
    "taken": (
        _("A colleague was quicker"),
        _("Nothing was changed. Ask whoever has it, or a team lead, to hand it over."),
    ),
    "not-at-the-desk": (
        _("It cannot be given to this account"),
        _("Nothing was changed. Choose a colleague who answers customers and is in service."),
    ),
    "own-account": (
        _("This is your own account"),
        _("Nothing was changed. Nobody suspends or resets their own account; ask another administrator."),
    ),
    "grant-moved-on": (
        _("The account changed meanwhile"),
        _("Nothing was done. Look at the account as it is now and ask anew."),
    ),
    "policy-moved-on": (
        _("Other rules were published meanwhile"),
        _("Nothing was changed. Look at what is in force now, then draft and ask anew."),
    ),
    "policy-published-twice": (
        _("Other rules were published meanwhile"),
        _("Nothing was changed. Look at what is in force now, then draft and ask anew."),
    ),
    "policy-altered": (
        _("The rules are not as they were sealed"),
        _("Nothing was changed. The database holds something else than the log says; tell whoever runs this house."),
    ),
    "last-factor": (
        _("This is your only second factor"),
        _("Nothing was changed. Add another one first, then remove this one."),
    ),
    "passkey-refused": (
        _("No passkey can be used here"),
        _("Nothing was changed. Use an authenticator app, or open the desk at the address that passkeys are for."),
    ),
    "factor-unreadable": (
        _("Your second factor cannot be read"),
        _("The house has another key now. Ask an administrator to reset your second factors."),
    ),
    "reason-needed": (
        _("Say why"),
        _("Nothing was done. This is done only for a reason; write it in a few words and try again."),
    ),
    "reason-sensitive": (
        _("What you wrote holds a customer's data"),
        _("Nothing was done. Auditors read reasons for years: say why without numbers, codes or mail addresses."),
    ),
    "bin-not-there": (
        _("It is not in the bin"),
        _("Nothing was done. Somebody has taken it back, or it was erased."),
    ),
    "bin-too-late": (
        _("It is too late"),
        _("Its 72 hours are over and its keys are dropped: nobody can bring it back."),
    ),
    "case": (
        _("This cannot be done with the dispute"),
        _("Nothing was done."),
    ),
    "case-moved-on": (
        _("Somebody else went on with this dispute"),
        _("Nothing was done. Look at it as it stands now."),
    ),
    "request-moved-on": (
        _("Somebody else went on with this request"),
        _("Nothing was done. Look at the request as it stands now."),
    ),
    "hold-too-late": (
        _("This was erased before"),
        _("Nothing was placed: nothing of it is left to be held. The certificate in the journal says when and why."),
    ),
    "hold-not-read-yet": (
        _("Not everything has been read yet"),
        _("Nothing was placed. The house still reads the log; try again in a few minutes."),
    ),
    "lexicon-moved-on": (
        _("Another list was published meanwhile"),
        _("Nothing was changed. Look at what is in force now, then publish anew."),
    ),
    "task-over": (
        _("This was answered or taken back meanwhile"),
        _("Nothing was stored. Look at how it stands."),
    ),
    "quality-over": (
        _("This was done already"),
        _("Nothing was stored. What was drawn, reviewed or answered stays as it is."),
    ),
    "rubric-moved-on": (
        _("Another rubric was published meanwhile"),
        _("Nothing was changed. Look at what is in force now, then publish anew."),
    ),
    "plan-moved-on": (
        _("Another plan was published meanwhile"),
        _("Nothing was changed. Look at what is in force now, then publish anew."),
    ),
    "script-moved-on": (
        _("Somebody changed this script meanwhile"),
        _("Nothing was changed. Look at it as it is now, then change it."),
    ),
    "approval-needed": (
        _("This needs a second person"),
        _("Nothing was done. Somebody else must approve exactly this first."),
    ),
    "approval-own-request": (
        _("This is your own request"),
        _("Nothing was counted. Nobody decides on what they asked for or what gives themselves something."),
    ),
    "approval-not-yours": (
        _("Somebody else asked for this"),
        _("Nothing was changed. Only who asked may use or withdraw a request."),
    ),
    "approval-not-allowed": (
        _("You cannot decide on this"),
        _("Nothing was counted. The rules let others decide on it."),
    ),
    "approval-changed": (
        _("This is not what you were shown"),
        _("Nothing was counted. Open the request again and read it anew."),
    ),
    "approval-used": (
        _("This approval was used"),
        _("An approval is good for one act. Ask again if you need it once more."),
    ),
    "approval-expired": (
        _("The time for this request is over"),
        _("Nothing was done. Ask again."),
    ),
    "approval-closed": (
        _("This request is closed"),
        _("It was decided, withdrawn or ended meanwhile. Look at how it stands, or ask again."),
    ),
    "approval-role-lost": (
        _("Somebody's role changed meanwhile"),
        _("The request is void. Withdraw it and ask again."),
    ),
    "approval-incomplete": (
        _("Not enough people have approved"),
        _("Nothing was done. Wait until the others have decided."),
    ),
    "approval-voted-already": (
        _("You have decided on this before"),
        _("One person has one vote; yours counts already."),
    ),
    "approval-not-sealed": (
        _("The journal says otherwise"),
        _("Nothing was done. The database says of it what was never sealed; tell whoever runs this house."),
    ),
    "not-a-picture": (
        _("This picture cannot be shown"),
        _("It is damaged, too large or no picture, so it cannot carry a mark. Ask for it to be sent again."),
    ),
    "conversation-moved-on": (
        _("The conversation went on meanwhile"),
        _("Nothing was stored. Look at what is new and send again."),
    ),
    "guarded": (
        _("This may not be said to a customer"),
        _("It asks for, or gives away, what nobody here may. Nothing was sent or changed: write it otherwise."),
    ),
    "": (
        _("That did not work"),
        _("Nothing was shown or changed. Try again; if it stays so, tell your administrator."),
    ),
}
"""What to say to a person for an error's code: what happened, what to do."""

TASKS: Final[dict[str, Text]] = {
    "task ask": _("%(who)s asked %(owner)s (%(area)s), by %(due)s"),
    "task answer": _("%(who)s answered what they were asked"),
    "task withdraw": _("%(who)s took a question back"),
}
"""What is told of a question to a colleague, by the action's name in the record."""

AREAS: Final[dict[str, Text]] = {
    "risk": _("Risk"),
    "technical": _("Technical"),
    "legal": _("Legal"),
    "other": _("Other"),
}
"""What a colleague is asked about."""

QUALITY_FAULTS: Final[dict[str, Text]] = {
    "words": _("Write 1 to 4,000 characters."),
    "own": _("Nobody reviews their own work."),
    "week": _("This week is not over yet."),
    "rubric": _("There is no rubric, or it was changed meanwhile. Look at it as it is now."),
    "empty": _("Nobody answered a customer in this week."),
}
"""Why nothing was drawn, reviewed or answered, by the fault."""

TASK_FAULTS: Final[dict[str, Text]] = {
    "text": _("Write 1 to 20,000 characters."),
    "owner": _("Choose a colleague who may read this conversation."),
    "area": _("Choose what it is about."),
    "due": _("Choose by when; within a year."),
}
"""Why a colleague cannot be asked (`desk.tasks.BadTask`)."""

SCRIPT_FAULTS: Final[dict[str, Text]] = {
    "name": _("A name is 1 to 40 small letters, digits and hyphens, such as refund-7-days."),
    "team": _("A team is named in small letters, digits and hyphens, in at most 40 characters."),
    "empty": _("Write the text, in Chinese or English or both."),
    "half-zh": _("Write both title and text in Chinese, or neither."),
    "half-en": _("Write both title and text in English, or neither."),
    "title": _("A title is one line of at most 80 characters."),
    "text": _("A text has at most 4,000 characters."),
    "nul": _("A text holds no NUL characters."),
    "taken": _("There is a script of this name already. Change that one, or choose another name."),
    "many": _("There are 2,000 scripts already. Change those that are alike."),
    "other-team": _("The scripts of another team are kept by its lead, or by a director or administrator."),
}
"""What can be wrong with a script (`desk.scripts.FAULTS`)."""

STEP_UP: Final[dict[str, tuple[Text, Text]]] = {
    "old-records": (
        _("Open records older than 90 days"),
        _("Old conversations open only after your second factor. It then holds for 30 minutes."),
    ),
    "reveal": (
        _("See what is masked"),
        _("Numbers and pictures behind a mask open only after your second factor. It then holds for 5 minutes."),
    ),
    "export": (
        _("Take records out of the house"),
        _("Exports leave only after your second factor. It then holds for 5 minutes."),
    ),
    "policy": (
        _("Change the rules of access"),
        _("Rules are published only after your second factor. It then holds for 5 minutes."),
    ),
    "keys": (
        _("Work on keys and sites"),
        _("Keys and sites change only after your second factor. It then holds for 5 minutes."),
    ),
    "people": (
        _("Change people's accounts"),
        _("Accounts and roles change only after your second factor. It then holds for 10 minutes."),
    ),
    "approve": (
        _("Decide about requests and holds"),
        _("Approvals and legal holds count only after your second factor. It then holds for 10 minutes."),
    ),
    "import": (
        _("Bring old conversations in"),
        _("What was said elsewhere comes in only after your second factor. It then holds for 15 minutes."),
    ),
    "own-account": (
        _("Change your own second factors"),
        _("Your second factors change only after one of them. It then holds for 5 minutes."),
    ),
}
"""What the second factor is asked for, and for how long it then counts (`access.step_up.MAX_AGE`)."""


def name(table: dict[str, Text], code: str) -> str:
    """The reader's word for a code, or the code itself."""
    return str(table.get(code, code))
