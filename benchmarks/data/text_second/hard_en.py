"""Templates of hard messages in English: careless, dictated, labels far away or after, values in prose or in logs."""

from __future__ import annotations

from benchmarks.data.text_second.grammar import listed, sections

TEMPLATES = sections(
    """
== CN_ID
shenfenzheng {CN_ID}
the 18 digit thing on my chinese card is {CN_ID} is that what u need
{CN_ID:lower} thats my sfz, copied off the card
first six {CN_ID^1/3} then bday {CN_ID^2/3} then {CN_ID^3/3}
PRC ID {CN_ID:spread} holder {PERSON:py}
my roommate let me borrow his real-name info to play after 10pm, {PERSON:zh} {CN_ID}, now it wants his face
copy paste from the form: name={PERSON:py}; idcard={CN_ID}; result={error}
== HK_ID
hkid {HK_ID}
card w the letter in front {HK_ID:lower} from HK
tried {HK_ID:spread} with and without brackets
{HK_ID} ‹- that's off my smart identity card, hong kong
it's {HK_ID}, yes the bit in parentheses counts too, HK id
== MACAU_ID
macau id {MACAU_ID} not HK pls dont mix em up
bilhete de identidade {MACAU_ID}
BIR: {MACAU_ID:spread}
my identity card is from Macao so only eight digits, {MACAU_ID}, form wants more
{MACAU_ID}, resident ID, macau, been like 3 weeks
== TW_ID
tw id {TW_ID:lower}
taiwan national id, letter then nine: {TW_ID:spread}
{TW_ID} thats the number on my ROC card
its {TW_ID:grouped} and before u ask yes im taiwanese
doc_type=TWID doc_no={TW_ID} status=rejected
== PASSPORT
pp no {PASSPORT}
passprt {PASSPORT:lower}
the number top right of my travel document, {PASSPORT}, same one i flew on last week
{PASSPORT:spread} is whats printed on the photo page
old pp {PASSPORT} new pp {PASSPORT}
u rejected {PASSPORT} cuz of a thumb in the corner of my passport pic lol
name {PERSON} nationality dunno u know it passport {PASSPORT}
== PHONE
cell {PHONE}
my digits: {PHONE:spoken}
hmu {PHONE:abroad} dont text tho just ring
fone numba {PHONE}
area code first {PHONE:abroad^1/2} and then {PHONE:abroad^2/2}
{PHONE:look} (thats a zero not an o)
ring ring {PHONE:keycaps}
its the one ending like my birthday but whole thing is {PHONE}
sim swap happened, they ported {PHONE} to their own phone
whatsapp me {PHONE:grouped}
{PHONE} is my landlord's so pls not that one, use {PHONE}
n° {PHONE} ask for {PERSON}
the number that ur robot reads out, {PHONE:spoken}, is mine yes
+ eight six and then {PHONE:bare}
== BANK_CARD
cc {BANK_CARD}
long number across the front {BANK_CARD:grouped}
{BANK_CARD:spoken} is my visa
card num is {BANK_CARD:lines}
front half {BANK_CARD:en^1/2} back half {BANK_CARD:en^2/2}
plz charge {BANK_CARD:look} instead the o are zeros
pan={BANK_CARD} cvc={CVV} exp={EXPIRY} holder="{PERSON}"
{BANK_CARD:spread} thats the debit, not credit
{BANK_CARD}|{EXPIRY}|{CVV}|{PERSON}
wife's card {BANK_CARD} mine's maxed
i already emailed a pic but here typed out since u cant open it: {BANK_CARD}
== CVV
3 on the back {CVV}
cvv2 {CVV:spoken}
back of card by the signature it goes {CVV}
sec code's {CVV}, took me ages to find
{CVV} cvc
u said read the little number so {CVV}
== EXPIRY
exp {EXPIRY}
good thru {EXPIRY}
expires {EXPIRY} so not yet
it runs out in {EXPIRY}, card i mean
mm/yy = {EXPIRY}
new plastic says {EXPIRY} everything else same
== EMAIL
mail me {EMAIL:at}
{EMAIL:at} no spaces obv
e-mial {EMAIL}
login was {EMAIL:upper} all caps for some reason
its {EMAIL:at} ‹- replace the words
user={EMAIL} pass={PASSWORD}
{EMAIL};{PASSWORD};{server};lvl{some}
not the gmail the other one, {EMAIL}
gift goes to my sis {EMAIL:at} not me
== QQ_WECHAT
wechat id {QQ_WECHAT:wx}
he goes by {QQ_WECHAT:wx} on weixin
wx {QQ_WECHAT:wx}
penguin app (qq) {QQ_WECHAT:qq}
qq num {QQ_WECHAT:qq+spread}
weechat -> {QQ_WECHAT:wx}
vx: {QQ_WECHAT:wx+upper} thats how they made me pay outside {market}
coins to {QQ_WECHAT:qq}, its a qq
== ADDRESS
addy {ADDRESS}
drop it at {ADDRESS}
i live {ADDRESS} now so
ship2: {PERSON} / {ADDRESS} / {PHONE}
moved. {ADDRESS}. update plz
billing adress on the card is {ADDRESS}, avs keeps failing
my gran's place cos im never in, {ADDRESS}
send replacement card 2 {ADDRESS} leave w neighbour
== PERSON
card's under {PERSON}
its {PERSON} btw
registered as {PERSON} but ppl call me ace
the dude said his name was {PERSON}, took {cash}, blocked me
fullname: {PERSON}
kyc name {PERSON:py}, chinese {PERSON:zh}
legal name on docs is {PERSON}, i go by something else online
pls talk to {PERSON} she is the acct owner
== PASSWORD
pw {PASSWORD}
pass is {PASSWORD} capital where u see it
p4ss: {PASSWORD}
its my dogs name and year {PASSWORD:name} dont judge
logging in with {PASSWORD} like always and it boots me
i switched it from {PASSWORD} to {PASSWORD} and neither works
just use {PASSWORD} to get in, same as my email lol
{EMAIL}:{PASSWORD}
passwrd→ {PASSWORD}
the thing you type to unlock the vault, mine is {PASSWORD:pin}
pwd "{PASSWORD}" without the quotes
he told me to set it to {PASSWORD} so he could boost
PASSWORD={PASSWORD}⏎SERVER={server}
trading pin {PASSWORD:pin} dont lose it
== OTP
otp {OTP}
{OTP} thats the code it gave
code:{OTP:spread}
it says {OTP} on my phone just now
got a txt that goes {OTP} is your whatever code do not share
2nd one came {OTP}
{OTP:spoken} is what the robot voice said
6 digits, {OTP}, go go
they rang and asked me to read out {OTP} so i did
authy is showing {OTP} rn
u want the first half {OTP^1/2} and then {OTP^2/2}
my last backup code is {OTP}
== CRYPTO_SEED
seed {CRYPTO_SEED}
words {CRYPTO_SEED}
srp: {CRYPTO_SEED}
my phrase⏎{CRYPTO_SEED}
recovery words in order⏎{CRYPTO_SEED}⏎some might be misspelled its my handwriting
wrote them on the fridge {CRYPTO_SEED} pls dont steal
words 1-6ish {CRYPTO_SEED:en^1/2} rest {CRYPTO_SEED:en^2/2}
its in spanish {CRYPTO_SEED:es} does that matter
mnemonic in french, here: {CRYPTO_SEED:fr}
korean words from my old wallet {CRYPTO_SEED:ko}
italian backup {CRYPTO_SEED:it}
portuguese one says {CRYPTO_SEED:pt}
backup sheet reads {CRYPTO_SEED} and the ledger says invalid
== CRYPTO_KEY
pk {CRYPTO_KEY}
prv key {CRYPTO_KEY}
key⏎{CRYPTO_KEY:lines}
its not the address its the secret one {CRYPTO_KEY}
wif {CRYPTO_KEY}
PRIVATE_KEY={CRYPTO_KEY}⏎RPC_URL={url}
dumped this from the wallet file {CRYPTO_KEY} is my money in there
keypair json {CRYPTO_KEY}
{CRYPTO_KEY} imports to {addr}, funds left in tx {tx}
== CARD_SECRET
code {CARD_SECRET}
gc {CARD_SECRET} dead
scratched too hard all i can read is {CARD_SECRET}
heres the numbers off the back {CARD_SECRET:grouped}
claim: {CARD_SECRET:lower}
{CARD_SECRET} ‹- used, {CARD_SECRET} ‹- fine
the steam thing {CARD_SECRET:lines} line broke sry
redeem {CARD_SECRET} says owned
3 codes⏎{CARD_SECRET}⏎{CARD_SECRET}⏎{CARD_SECRET}⏎only one worked
voucher pin is {CARD_SECRET}, serial's on the receipt
"boss" told me to buy apple cards and text him the backs: {CARD_SECRET}
== IBAN
iban {IBAN:lower}
eu acct {IBAN}
{IBAN} wise acct
my euro account, the long one w letters, {IBAN}
bene={PERSON};acct={IBAN};amt={cash}
wire bounced off {IBAN:lines}
== PLATE
numberplate {PLATE}
car reg {PLATE:spread}
{PLATE} is my wifes car for the fuel card
etc tag for {PLATE} dead
== IP
ip {IP}
connecting from {IP} gets {error}
[{stamp}] auth fail user=main_{tail} src={IP}
whos {IP} and why are they in my session list
my router says {IP} if that helps unban me
X-Forwarded-For: {IP}
== SSN_US
ssn {SSN_US}
social {SSN_US}
soc sec num is {SSN_US:spread}
social's {SSN_US:spoken}
{SSN_US} yeah thats my full social dont laugh
scammer has my ssn {SSN_US} n dob
tin/ssn={SSN_US} name={PERSON}
== API_KEY
api {API_KEY}
key={API_KEY} keeps 401
export EXCHANGE_SECRET={API_KEY}
bot token {API_KEY} got leaked in discord
hdr "X-Api-Key: {API_KEY}" -> {error}
secret is⏎{API_KEY}⏎public one i wont paste
plugin wants a token so i gave {API_KEY}
"""
)
OPENERS = listed("""yo|hey|ok so|um|bro|helo|pls|sup|hi hi|omg|ugh|k|dude|hii|mate|still here|lol ok|again|right so|\
idk""")
CLOSERS = listed("""thx|plz hurry|ty|asap|k thx bye|halp|wtf|im stressed|pls pls|u there|lmk|cheers mate|smh|not \
cool|been {few} hrs|fix it|tq|kindly do the needful|tyvm|last time i use u""")
CONTEXT = listed("""ordr {order}|uid {uid}|{game} {server}|ver {version}|on {chain}|hash {tx}|to {addr}|paid \
{amount}|err {error}|from {date}|trk {tracking}|my {hero} skin is on there|at {clock}|card ending {tail}|ticket \
{stamp}""")
