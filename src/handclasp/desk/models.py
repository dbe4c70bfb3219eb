"""The desk's lists as the log tells them: who waits since when, whose it is, what was masked, what wants a second look.

Tables that begin with `desk_` can be dropped and rebuilt by reading the log again; others are the desk's own and come
back from a copy. Never a word a customer said, never a customer's name. What is said of whose a conversation is, the
database's own wall is told by a trigger in the same transaction.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Conversation(models.Model):
    """One conversation of one tenant; times are milliseconds since 1970 (UTC), `last_index` is -1 at first.

    `agent` is an account's name, empty while it is nobody's; `team` stays when the agent goes. `merchants` are the
    sellers whose products it is about, `topics` what its words are about by the lists of risk words, the gravest with
    `gravity` (0-3), `language` the one the customer wrote in last (zh, en). `assigned_seq` is the last record known to
    be accounted for in the first two.

    `turns` are [side, ms] pairs, from which deadlines are told (`desk.deadlines`); `alerts` name the clocks about which
    somebody was told, `told` whom, while it lasts. `due_at` and `near_at` are when the nearest clock runs out and gets
    near, as the plan has it; they only sort and cut down the lists. `away_at` is when the desk last said that it is
    closed. `heard_seq` is the last line anybody said or noted, `heard_by` the account of the desk that did.

    `state` is how it stands (`desk.plan`), since `state_at` (ms), by the record `state_seq`, for `reason`: the name of
    one in the plan of that moment; empty when nobody said so. `tags` are names of the plan's too. `asked_seq` is the
    record that last asked the customer how it went. `joined` is the pseudonym of the conversation in which this one
    goes on (`desk.merging`), as the record `joined_seq` says; None: in none.
    """

    tenant = models.CharField(max_length=63)
    pseudonym = models.BinaryField(max_length=16)
    channel = models.CharField(max_length=40, blank=True)
    opened_at = models.BigIntegerField(default=0)
    last_at = models.BigIntegerField(default=0)
    last_seq = models.BigIntegerField(default=0)
    last_index = models.BigIntegerField(default=-1)
    said = models.BigIntegerField(default=0)
    waiting = models.BooleanField(default=False)
    waiting_since = models.BigIntegerField(null=True)
    closed_at = models.BigIntegerField(null=True)
    flags = models.JSONField(default=list)
    topics = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    gravity = models.PositiveSmallIntegerField(default=0)
    agent = models.CharField(max_length=40, blank=True, default="")
    team = models.CharField(max_length=40, blank=True, default="")
    merchants = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    assigned_seq = models.BigIntegerField(default=0)
    language = models.CharField(max_length=2, blank=True, default="")
    turns = models.JSONField(default=list, blank=True)
    alerts = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    told = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    due_at = models.BigIntegerField(null=True)
    near_at = models.BigIntegerField(null=True)
    away_at = models.BigIntegerField(default=0)
    heard_seq = models.BigIntegerField(default=0)
    heard_by = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=20, default="open")
    state_at = models.BigIntegerField(default=0)
    state_seq = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True, default="")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    asked_seq = models.BigIntegerField(default=0)
    joined = models.BinaryField(max_length=16, null=True)
    joined_seq = models.BigIntegerField(default=0)

    class Meta:
        """The lists come in the order of `desk_queue`; the indexes by agent, team and merchants cut them down.

        `desk_recent` carries what is closed, `desk_changed` the live check.
        """

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["tenant", "pseudonym"], name="desk_conversation_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["tenant", "-last_at"], name="desk_recent"),
            models.Index(fields=["tenant", "-last_index"], name="desk_changed"),
            models.Index(fields=["tenant", "waiting_since", "-last_at", "-id"], name="desk_queue"),
            *(
                models.Index(
                    fields=["tenant", whose, "waiting_since", "-last_at", "-id"],
                    name=f"desk_{whose}",
                    condition=models.Q(closed_at__isnull=True),
                )
                for whose in ("agent", "team")
            ),
            *(
                models.Index(
                    fields=["tenant", whose, "-last_at", "-id"],
                    name=f"desk_{whose}_closed",
                    condition=models.Q(closed_at__isnull=False),
                )
                for whose in ("agent", "team")
            ),
            models.Index(fields=["tenant", "due_at"], name="desk_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["tenant", "joined"], name="desk_joined", condition=models.Q(joined__isnull=False)),
            GinIndex(fields=["merchants"], name="desk_merchants"),
            GinIndex(fields=["topics"], name="desk_topics"),
            GinIndex(fields=["tags"], name="desk_tags"),
        ]

    def __str__(self) -> str:
        return self.handle

    @property
    def hex(self) -> str:
        """The pseudonym in hex (32 characters), as it stands in addresses."""
        return bytes(self.pseudonym).hex()

    @property
    def handle(self) -> str:
        """The first four hex digits in upper case, as people say it: `7F3A`."""
        return self.hex[:4].upper()


class Uncertain(models.Model):
    """A mask that its detector was not sure of: where it stands, never what it hides or what stands around it.

    `item` names it within its line (`disclose.review`). Once a reviewer decided, `verdict` says what, `by` who and
    `decided` when; one that is masked no more, or was hidden with its line, is gone.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="uncertain")
    seq = models.BigIntegerField()
    item = models.CharField(max_length=40)
    type = models.CharField(max_length=40)
    detector = models.CharField(max_length=80)
    sure = models.PositiveSmallIntegerField()
    received = models.BigIntegerField()
    verdict = models.CharField(max_length=16, blank=True, default="")
    by = models.CharField(max_length=80, blank=True, default="")
    decided = models.BigIntegerField(null=True)

    class Meta:
        """The queue is read oldest first."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["conversation", "seq", "item"], name="desk_uncertain_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["received", "id"], name="desk_uncertain_open", condition=models.Q(verdict=""))
        ]

    def __str__(self) -> str:
        return f"{self.conversation.handle} {self.seq} {self.item}"

    @property
    def decider(self) -> str:
        """The account of who decided."""
        return self.by.partition(":")[2]


class Verdict(models.Model):
    """What a reviewer said of something a detector found, or, with `item` empty, of something none did.

    `index` is the log's record that says so.
    """

    tenant = models.CharField(max_length=63)
    index = models.BigIntegerField()
    item = models.CharField(max_length=40, blank=True)
    type = models.CharField(max_length=40)
    detector = models.CharField(max_length=80)
    sure = models.PositiveSmallIntegerField()
    sensitive = models.BooleanField()
    by = models.CharField(max_length=80)
    at = models.BigIntegerField()

    class Meta:
        """One row a record; a detector's newest are read first."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["tenant", "index"], name="desk_verdict_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["tenant", "detector", "-index"], name="desk_verdict_newest")
        ]

    def __str__(self) -> str:
        return f"{self.detector} {self.sure}: {'sensitive' if self.sensitive else 'harmless'}"


class Tally(models.Model):
    """How often something was counted (`desk.tally`) in a conversation within a quarter of an hour.

    `slot` is the number of that quarter since 1970 (UTC).
    """

    tenant = models.CharField(max_length=63)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="tallies")
    slot = models.BigIntegerField()
    what = models.CharField(max_length=64)
    count = models.BigIntegerField()

    class Meta:
        """Sums are made of a tenant's stretch of quarters."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["conversation", "slot", "what"], name="desk_tally_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["tenant", "slot"], name="desk_tally_when", include=["conversation", "what", "count"])
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.slot}: {self.count}"


class Round(models.Model):
    """What belongs together of a conversation: from the customer's first line (`began`, ms) to its closing.

    `answered` is the desk's first answer, `closed` the closing; what is said after a closing begins another.
    """

    tenant = models.CharField(max_length=63)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="rounds")
    began = models.BigIntegerField()
    answered = models.BigIntegerField(null=True)
    closed = models.BigIntegerField(null=True)

    class Meta:
        """Counted by when they began, and by when they were closed."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["conversation", "began"], name="desk_round_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["tenant", "began"], name="desk_round_began"),
            models.Index(
                fields=["tenant", "closed"], name="desk_round_closed", condition=models.Q(closed__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began}-{self.closed or ''}"


class Export(models.Model):
    """A conversation that left the house, in which form and when (ms); `index` is the log's record that says so."""

    tenant = models.CharField(max_length=63)
    index = models.BigIntegerField()
    pseudonym = models.BinaryField(max_length=16)
    format = models.CharField(max_length=40)
    at = models.BigIntegerField()

    class Meta:
        """One row a record and conversation."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["tenant", "index", "pseudonym"], name="desk_export_once")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["tenant", "at"], name="desk_export_when")]

    def __str__(self) -> str:
        return f"{self.format} {self.at}"


class Script(models.Model):
    """A text of the desk's, for one team or (empty) for all; `number` is its newest version."""

    tenant = models.CharField(max_length=63)
    team = models.CharField(max_length=40, blank=True, default="")
    name = models.CharField(max_length=40)
    number = models.PositiveIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        """Not derived from the log: its table comes back from a copy."""

        db_table = "scripts"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["tenant", "team", "name"], name="scripts_once")
        ]

    def __str__(self) -> str:
        return self.name


class ScriptVersion(models.Model):
    """What a script said from a moment (`at`, ms) on, by whom; never written over."""

    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title_zh = models.CharField(max_length=80, blank=True)
    title_en = models.CharField(max_length=80, blank=True)
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    at = models.BigIntegerField()

    class Meta:
        """One row a version."""

        db_table = "script_versions"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["script", "number"], name="script_versions_once")
        ]

    def __str__(self) -> str:
        return f"{self.script} {self.number}"


class Version(models.Model):
    """A text of a tenant's as TOML, in force from a moment (`at`, ms) until the next one, by whom."""

    tenant = models.CharField(max_length=63)
    number = models.PositiveIntegerField()
    text = models.TextField()
    by = models.CharField(max_length=80)
    at = models.BigIntegerField()

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        return f"{self.tenant} {self.number}"


class PlanVersion(Version):
    """The plan of its desk."""

    text = models.TextField(blank=True)

    class Meta:
        """Not derived from the log: its table comes back from a copy."""

        db_table = "plans"
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["tenant", "number"], name="plans_once")]


class Dispute(models.Model):
    """Where a dispute case stands, as its sealed steps say (`desk.cases`); times in ms, 0 for never.

    `number` is the case's (32 hex digits), `product` what the shop calls it; the order, and whatever was said, stand in
    the log alone. `last_index` is the record of the last step taken in, `refund` how a proposed one stands.
    """

    tenant = models.CharField(max_length=63)
    pseudonym = models.BinaryField(max_length=16)
    number = models.CharField(max_length=32)
    claim = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    opened = models.BigIntegerField()
    due = models.BigIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    last_index = models.BigIntegerField(default=-1)
    product = models.CharField(max_length=200, blank=True, default="")
    decided = models.BigIntegerField(default=0)
    decider = models.CharField(max_length=40, blank=True, default="")
    outcome = models.CharField(max_length=16, blank=True, default="")
    ground = models.CharField(max_length=32, blank=True, default="")
    appealed = models.BigIntegerField(default=0)
    refund = models.CharField(max_length=16, blank=True, default="")
    amount = models.CharField(max_length=24, blank=True, default="")
    currency = models.CharField(max_length=8, blank=True, default="")
    wants = ArrayField(models.CharField(max_length=32), default=list, blank=True)

    class Meta:
        """What waits is listed by its deadline, the rest by when it was decided."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["tenant", "number"], name="desk_dispute_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["tenant", "state", "due"], name="desk_dispute_due"),
            models.Index(fields=["tenant", "-decided"], name="desk_dispute_decided"),
            models.Index(fields=["tenant", "pseudonym"], name="desk_dispute_of"),
        ]

    def __str__(self) -> str:
        return f"{self.number[:8]} {self.claim} {self.state}"

    @property
    def hex(self) -> str:
        """The conversation's pseudonym in hex."""
        return bytes(self.pseudonym).hex()

    @property
    def handle(self) -> str:
        """How people say the conversation: `7F3A`."""
        return self.hex[:4].upper()


class AgentState(models.Model):
    """Whether somebody at the desk is away (since a moment, ms), and when they were last given a conversation (ms)."""

    tenant = models.CharField(max_length=63)
    username = models.CharField(max_length=40)
    away = models.BooleanField(default=False)
    since = models.BigIntegerField(default=0)
    given = models.BigIntegerField(default=0)

    class Meta:
        """Not derived from the log: its table comes back from a copy."""

        db_table = "agent_states"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["tenant", "username"], name="agent_states_once")
        ]

    def __str__(self) -> str:
        return self.username


class Task(models.Model):
    """What somebody asked a colleague about a conversation: by when (`due`, ms), and how it ended.

    `note` and `answer` are the records (seq) that hold the words; `state` is open, answered or withdrawn. `number`
    names it in the log.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="tasks")
    number = models.CharField(max_length=80)
    asker = models.CharField(max_length=40)
    owner = models.CharField(max_length=40)
    area = models.CharField(max_length=16)
    due = models.BigIntegerField()
    asked = models.BigIntegerField()
    note = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, default="open")
    answer = models.BigIntegerField(default=0)
    ended = models.BigIntegerField(null=True)

    class Meta:
        """An owner's open ones are read by their deadline."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["conversation", "number"], name="desk_task_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["owner", "due"], name="desk_task_open", condition=models.Q(state="open")),
            models.Index(fields=["asker", "-asked"], name="desk_task_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation.handle} {self.number}"

    @property
    def done(self) -> bool:
        """Whether nothing is to be done any more."""
        return self.state != "open"


class RubricVersion(Version):
    """The rubric of its quality reviews."""

    class Meta:
        """Not derived from the log: its table comes back from a copy."""

        db_table = "rubrics"
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["tenant", "number"], name="rubrics_once")]


class Quality(models.Model):
    """A conversation whose agent's work is looked at, and what came of it; times in ms, derived from the log.

    `why`: drawn, or by which topic. `scores` are by criterion points, of how many, weight; `score` the whole, 0 to 100.
    `seq` and `answer` are the records that hold the words, 0 while there are none.
    """

    tenant = models.CharField(max_length=63)
    pseudonym = models.BinaryField(max_length=16)
    week = models.CharField(max_length=8)
    agent = models.CharField(max_length=40)
    why = models.CharField(max_length=32, blank=True, default="")
    drawn = models.BigIntegerField(default=0)
    reviewer = models.CharField(max_length=40, blank=True, default="")
    rubric = models.PositiveIntegerField(default=0)
    scores = models.JSONField(default=dict, blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    seq = models.BigIntegerField(default=0)
    reviewed = models.BigIntegerField(null=True)
    answer = models.BigIntegerField(default=0)
    answered = models.BigIntegerField(null=True)

    class Meta:
        """What waits is listed by week, what was done by when; averages are made by week, an agent reads their own."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["tenant", "week", "pseudonym"], name="desk_quality_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["tenant", "week"], name="desk_quality_open", condition=models.Q(reviewed__isnull=True)
            ),
            models.Index(fields=["tenant", "-reviewed"], name="desk_quality_done"),
            models.Index(fields=["tenant", "agent", "-reviewed"], name="desk_quality_own"),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.handle} {self.agent}"

    @property
    def hex(self) -> str:
        """The conversation's pseudonym in hex."""
        return bytes(self.pseudonym).hex()

    @property
    def handle(self) -> str:
        """How people say the conversation: `7F3A`."""
        return self.hex[:4].upper()
