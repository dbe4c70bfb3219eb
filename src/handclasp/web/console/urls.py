"""The console's addresses. Conversations are named by pseudonym only; no address carries a word or a secret."""

from __future__ import annotations

from django.urls import path, register_converter

from handclasp.web.console.views import (
    api_keys,
    approvals,
    bins,
    board,
    cache,
    case_forms,
    case_numbers,
    cases,
    consents,
    enrol,
    entry,
    evidence,
    exports,
    extending,
    guard_ask,
    holds,
    imports,
    journal,
    labels,
    lexicon,
    live,
    lookup,
    merges,
    my_cases,
    notices,
    numbers,
    order,
    outside,
    password,
    people,
    plan,
    policies,
    quality,
    quality_more,
    queue,
    register,
    reveal,
    review,
    rights,
    scripts,
    search,
    second_factor,
    security,
    seen,
    states,
    step_up,
    system,
    tasks,
    thread,
    typing,
    whose,
)


class Pseudonym:
    """32 lower-case hex digits."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class Account:
    """The name of an account."""

    regex = "[a-z0-9][a-z0-9._-]{1,39}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class Digest:
    """64 lower-case hex digits."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class Item:
    """A masked item of a record."""

    regex = "attachment|original/[0-9]{1,3}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class Mask:
    """A mask of a line, as reviews name it."""

    regex = "[0-9]{1,15}[.][0-9]{1,3}|x[.][0-9]{1,3}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Item, "item")
register_converter(Mask, "mask")
register_converter(Pseudonym, "pseudonym")
register_converter(Digest, "digest")
register_converter(Account, "account")

urlpatterns = [
    path("desk/", queue.queue, name="queue"),
    path("desk/sign-in", entry.sign_in, name="sign-in"),
    path("desk/single-sign-on", outside.start, name="single-sign-on"),
    path("desk/single-sign-on/back", outside.back, name="single-sign-on-back"),
    path("desk/single-sign-on/connect", outside.connect, name="single-sign-on-connect"),
    path("desk/single-sign-on/disconnect", outside.disconnect, name="single-sign-on-disconnect"),
    path("desk/single-sign-on/refused", outside.refused, name="single-sign-on-refused"),
    path("desk/sign-out", entry.sign_out, name="sign-out"),
    path("desk/sign-in/passkey", entry.passkey, name="sign-in-passkey"),
    path("desk/sign-in/passkey/options", entry.passkey_options, name="sign-in-passkey-options"),
    path("desk/password", password.password, name="password"),
    path("desk/second-factor", second_factor.second_factor, name="second-factor"),
    path("desk/second-factor/passkey", second_factor.passkey, name="second-factor-passkey"),
    path("desk/second-factor/passkey/options", second_factor.passkey_options, name="second-factor-passkey-options"),
    path("desk/enrol", enrol.enrol, name="enrol"),
    path("desk/enrol/qr.svg", enrol.qr, name="enrol-qr"),
    path("desk/enrol/passkey", enrol.passkey, name="enrol-passkey"),
    path("desk/enrol/passkey/options", enrol.passkey_options, name="enrol-passkey-options"),
    path("desk/recovery-codes", enrol.recovery_codes, name="recovery-codes"),
    path("desk/recovery-codes.txt", enrol.recovery_codes_file, name="recovery-codes-file"),
    path("desk/step-up/<slug:purpose>", step_up.step_up, name="step-up"),
    path("desk/step-up/<slug:purpose>/passkey", step_up.passkey, name="step-up-passkey"),
    path("desk/step-up/<slug:purpose>/passkey/options", step_up.passkey_options, name="step-up-passkey-options"),
    path("desk/security", security.security, name="security"),
    path("desk/notices", notices.notices, name="notices"),
    path("desk/notices/browser", notices.browser, name="notices-browser"),
    path("desk/push.js", notices.worker, name="push-worker"),
    path("desk/notices/now", notices.now, name="notices-now"),
    path("desk/security/cache", cache.page, name="cache"),
    path("desk/security/cache/key", cache.key, name="cache-key"),
    path("desk/drafts/key", cache.drafts_key, name="drafts-key"),
    path("desk/security/cache/gone", cache.gone, name="cache-gone"),
    path("desk/c/<pseudonym:pseudonym>/seen", seen.seen, name="seen"),
    path("desk/c/<pseudonym:pseudonym>/typing", typing.typing, name="typing"),
    path("desk/c/<pseudonym:pseudonym>/unread", seen.unread, name="unread"),
    path("desk/c/<pseudonym:pseudonym>/kept", cache.receipts, name="cache-receipts"),
    path("desk/security/codes", security.new_codes, name="new-codes"),
    path("desk/security/factor/<int:factor>/name", security.rename, name="factor-rename"),
    path("desk/security/factor/<int:factor>/remove", security.remove, name="factor-remove"),
    path("desk/security/session/<slug:handle>/end", security.end_session, name="session-end"),
    path("desk/security/sessions/end", security.end_others, name="sessions-end"),
    path("desk/people", people.people, name="people"),
    path("desk/people/add", people.add, name="people-add"),
    path("desk/people/asked/<pseudonym:asked>/apply", people.apply, name="people-apply"),
    path("desk/people/account/<account:account>", people.person, name="person"),
    path("desk/people/account/<account:account>/ask", people.ask, name="person-ask"),
    path("desk/people/account/<account:account>/suspend", people.suspend, name="person-suspend"),
    path("desk/people/account/<account:account>/resume", people.resume, name="person-resume"),
    path("desk/people/account/<account:account>/sign-out", people.sign_out, name="person-sign-out"),
    path("desk/people/account/<account:account>/password", people.reset_password, name="person-reset-password"),
    path("desk/api-keys", api_keys.api_keys, name="api-keys"),
    path("desk/api-keys/add", api_keys.add, name="api-key-add"),
    path("desk/api-keys/<slug:key_id>/revoke", api_keys.revoke, name="api-key-revoke"),
    path("desk/imports", imports.imports, name="imports"),
    path("desk/imports/begin", imports.begin, name="import-begin"),
    path("desk/imports/<pseudonym:name>", imports.one, name="import"),
    path("desk/imports/<pseudonym:name>/piece/<int:number>", imports.piece, name="import-piece"),
    path("desk/imports/<pseudonym:name>/act", imports.act, name="import-act"),
    path("desk/policies", policies.policies, name="policies"),
    path("desk/policies/edit", policies.edit, name="policy-edit"),
    path("desk/policies/set/<slug:which>", policies.policy_set, name="policy-set"),
    path("desk/policies/draft/<digest:digest>", policies.draft, name="policy-draft"),
    path("desk/policies/draft/<digest:digest>/ask", policies.ask, name="policy-ask"),
    path("desk/policies/draft/<digest:digest>/publish", policies.publish, name="policy-publish"),
    path("desk/board", board.board, name="board"),
    path("desk/quality", quality.listed, name="quality"),
    path("desk/quality/draw", quality.draw, name="quality-draw"),
    path("desk/quality/<int:number>", quality.one, name="quality-one"),
    path("desk/quality/numbers", quality_more.numbers, name="quality-numbers"),
    path("desk/quality/numbers.csv", quality_more.table, name="quality-csv"),
    path("desk/quality/rubric", quality_more.rubric, name="quality-rubric"),
    path("desk/numbers", numbers.numbers, name="numbers"),
    path("desk/numbers.csv", numbers.table, name="numbers-csv"),
    path("desk/system", system.system, name="system"),
    path("desk/journal", journal.journal, name="journal"),
    path("desk/journal/proof", journal.proof, name="journal-proof"),
    path("desk/journal/unusual/<int:oddity>/dealt-with", journal.dealt_with, name="dealt-with"),
    path("desk/language", entry.language, name="language"),
    path("desk/theme", entry.theme, name="theme"),
    path("desk/events", live.events, name="queue-events"),
    path("desk/c/<pseudonym:pseudonym>", thread.thread, name="thread"),
    path("desk/c/<pseudonym:pseudonym>/take", whose.take, name="take"),
    path("desk/c/<pseudonym:pseudonym>/assign", whose.assign, name="assign"),
    path("desk/c/<pseudonym:pseudonym>/release", whose.release, name="release"),
    path("desk/c/<pseudonym:pseudonym>/state", states.say, name="state"),
    path("desk/c/<pseudonym:pseudonym>/tag", labels.label, name="label"),
    path("desk/c/<pseudonym:pseudonym>/join", merges.join, name="join"),
    path("desk/c/<pseudonym:pseudonym>/part", merges.part, name="part"),
    path("desk/c/<pseudonym:pseudonym>/why", whose.why, name="why"),
    path("desk/c/<pseudonym:pseudonym>/say", thread.say, name="say"),
    path("desk/lexicon", lexicon.page, name="lexicon"),
    path("desk/tasks", tasks.tasks, name="tasks"),
    path("desk/tasks/<int:number>", tasks.task, name="task"),
    path("desk/c/<pseudonym:pseudonym>/ask", tasks.ask, name="task-ask"),
    path("desk/plan", plan.page, name="plan"),
    path("desk/away", whose.away, name="away"),
    path("desk/scripts", scripts.scripts, name="scripts"),
    path("desk/scripts/add", scripts.add, name="script-add"),
    path("desk/scripts/<int:number>", scripts.script, name="script"),
    path("desk/scripts/<int:number>/retire", scripts.retire, name="script-retire"),
    path("desk/c/<pseudonym:pseudonym>/scripts", scripts.offered, name="scripts-offered"),
    path("desk/c/<pseudonym:pseudonym>/guard/ask", guard_ask.ask, name="guard-ask"),
    path("desk/c/<pseudonym:pseudonym>/looks", thread.looks, name="looks"),
    path("desk/c/<pseudonym:pseudonym>/order", order.order, name="order"),
    path("desk/c/<pseudonym:pseudonym>/order/record", order.record, name="order-record"),
    path("desk/cases", cases.listed, name="cases"),
    path("desk/my-cases", my_cases.listed, name="my-cases"),
    path("desk/my-cases/<pseudonym:number>", my_cases.one, name="my-case"),
    path("desk/my-cases/<pseudonym:number>/act", my_cases.act, name="my-case-act"),
    path("desk/cases/numbers", case_numbers.numbers, name="case-numbers"),
    path("desk/cases/numbers.csv", case_numbers.table, name="case-numbers-csv"),
    path("desk/c/<pseudonym:pseudonym>/case", cases.add, name="case-add"),
    path("desk/c/<pseudonym:pseudonym>/case/<pseudonym:number>", cases.one, name="case"),
    path("desk/c/<pseudonym:pseudonym>/case/<pseudonym:number>/act", cases.act, name="case-act"),
    path("desk/c/<pseudonym:pseudonym>/case/<pseudonym:number>/form/<slug:network>", case_forms.form, name="case-form"),
    path(
        "desk/c/<pseudonym:pseudonym>/case/<pseudonym:number>/form/<slug:network>/<int:seq>.<slug:suffix>",
        case_forms.file,
        name="case-form-file",
    ),
    path("desk/c/<pseudonym:pseudonym>/events", live.events, name="events"),
    path("desk/c/<pseudonym:pseudonym>/receipt/<int:seq>", evidence.receipt, name="receipt"),
    path("desk/c/<pseudonym:pseudonym>/receipt/<int:seq>.receipt.json", evidence.receipt_file, name="receipt-file"),
    path("desk/c/<pseudonym:pseudonym>/reveal/<int:seq>/<item:field>", reveal.reveal, name="reveal"),
    path("desk/c/<pseudonym:pseudonym>/hide/<int:seq>", review.hide, name="hide"),
    path("desk/search", search.search, name="search"),
    path("desk/search/masked", lookup.lookup, name="lookup"),
    path("desk/review", review.queue, name="review"),
    path("desk/review/<pseudonym:pseudonym>/<int:seq>/file", review.file, name="review-file"),
    path("desk/review/<pseudonym:pseudonym>/<int:seq>/<mask:item>", review.item, name="review-item"),
    path("desk/c/<pseudonym:pseudonym>/copy/<int:seq>", evidence.copy, name="copy"),
    path("desk/c/<pseudonym:pseudonym>/export", exports.ask, name="export"),
    path("desk/c/<pseudonym:pseudonym>/consents", consents.page, name="consents"),
    path("desk/bin", bins.bin_, name="bin"),
    path("desk/bin/<pseudonym:pseudonym>/take-back", bins.take_back, name="take-back"),
    path("desk/c/<pseudonym:pseudonym>/delete", bins.delete, name="delete"),
    path("desk/bin/kept-longer", extending.extensions, name="extensions"),
    path("desk/c/<pseudonym:pseudonym>/extend", extending.extend, name="extend"),
    path("desk/c/<pseudonym:pseudonym>/extend/hand-over", extending.hand_over, name="hand-over"),
    path("desk/register", register.register, name="register"),
    path("desk/register/<str:name>", register.file, name="register-file"),
    path("desk/requests", rights.listed, name="requests"),
    path("desk/requests/add", rights.add, name="request-add"),
    path("desk/requests/<pseudonym:number>", rights.one, name="request"),
    path("desk/requests/<pseudonym:number>/act", rights.act, name="request-act"),
    path("desk/holds", holds.holds, name="holds"),
    path("desk/holds/place", holds.place, name="hold-place"),
    path("desk/holds/<int:number>", holds.hold, name="hold"),
    path("desk/holds/<int:number>/ask", holds.ask, name="hold-ask"),
    path("desk/holds/<int:number>/release", holds.release, name="hold-release"),
    path("desk/approvals", approvals.inbox, name="approvals"),
    path("desk/approvals/count", approvals.count, name="approvals-count"),
    path("desk/approvals/<pseudonym:asked>", approvals.approval, name="approval"),
    path("desk/approvals/<pseudonym:asked>/vote", approvals.vote, name="approval-vote"),
    path("desk/approvals/<pseudonym:asked>/withdraw", approvals.withdraw, name="approval-withdraw"),
    path("desk/approvals/<pseudonym:asked>/file", exports.file, name="export-file"),
]

handler404 = "handclasp.web.console.views.trouble.not_found"
handler500 = "handclasp.web.console.views.trouble.server_error"
