"""Templates of ordinary messages in English: what customers and agents write when nobody hides anything."""

from __future__ import annotations

from benchmarks.data.text_second.grammar import listed, sections

TEMPLATES = sections(
    """
== CN_ID
The form asks for a Chinese ID so I put my husband's, {CN_ID}, his name is {PERSON:py}.
I'm on the CN server and real-name check wants 18 digits. Mine is {CN_ID} and it still says "mismatch".
Resident identity card no. {CN_ID}, submitted {date}, still pending.
~Customer sent ID {CN_ID} for the anti-addiction appeal, please verify.
My Chinese ID number ({CN_ID}) is already linked to an account that isn't mine.
== HK_ID
I hold a Hong Kong identity card, {HK_ID}. Do you accept that instead of a passport?
KYC level 2 rejected. HKID {HK_ID}, name {PERSON:py}, I triple-checked it.
HKID no: {HK_ID}. Issued in 2019 if that matters.
~The applicant's HKID is {HK_ID}; the selfie was blurry so we asked again.
== MACAU_ID
Macau resident here, BIR number {MACAU_ID}, there's no option for it in the dropdown.
My Macau ID is {MACAU_ID}. The bracket at the end keeps getting stripped.
Document type Macau SAR resident card, number {MACAU_ID}, holder {PERSON:py}.
I already gave the last agent my Macao ID card ({MACAU_ID}), why again?
== TW_ID
Taiwan national ID {TW_ID}, the app says "invalid country".
I'm in Taipei, my ID number is {TW_ID} and phone {PHONE:tw}.
Please change the verified document to my Taiwanese ID card: {TW_ID}.
~The buyer provided a ROC identity number {TW_ID} for the refund.
== PASSPORT
My passport is {PASSPORT}, expires 2031, and your scanner keeps saying glare.
I renewed it last month. Old one's void, the new passport number is {PASSPORT}.
For the withdrawal review: {PERSON}, passport {PASSPORT}, residing in {town}.
Do you need the whole passport no. or is {PASSPORT} enough?
~We couldn't match passport {PASSPORT} to the name on the account.
Verification failed with {error} after I typed {PASSPORT} from my passport.
== PHONE
Could somebody ring me on {PHONE}? I can't type fast.
I changed carriers, so the code goes to {PHONE} which I no longer have. New one is {PHONE}.
Top up {PHONE} with {cash} please, not the other line.
The seller gave me {PHONE} on WhatsApp then vanished with {cash}.
~We tried calling you at {PHONE} twice. Is there a better time?
text me at {PHONE} when it's done
My mum's number is {PHONE}, she's the one who paid for order {order}.
2FA is stuck on {PHONE}. I'm abroad in {town} and that SIM is dead.
== BANK_CARD
I was charged twice on {BANK_CARD}. {cash} each time.
Please refund to the card I paid with: {BANK_CARD}.
The card number I entered is {BANK_CARD}, billing name {PERSON}, and checkout says declined.
My {bank} debit {BANK_CARD} won't link to {wallet}.
Got a charge of {cash} on {BANK_CARD} that I never made. Freeze it!
He told me to send the money to this card {BANK_CARD}, holder {PERSON}.
Payout failed to {BANK_CARD}, the bank says no such account.
== CVV
Card {BANK_CARD:en}, exp {EXPIRY}, security code {CVV}. Just run it again.
The CVV is {CVV}, I typed it right every time.
it asks for the 3 digits on the back, that's {CVV}, and then spins
My Amex has four digits on the front, {CVV:four}, but your box only takes three.
== EXPIRY
New card came: same number, new expiry {EXPIRY}.
It says expired but it's valid thru {EXPIRY}.
Expiration date is {EXPIRY}, ending {tail}, why would {product} be declined?
Could you update my subscription? The card is good through {EXPIRY} now.
== EMAIL
Please send the code to {EMAIL}, not the old inbox.
My account email is {EMAIL} but I never get the reset link.
I bought {product} as a guest with {EMAIL}.
Somebody changed my login from {EMAIL} to {EMAIL} overnight.
You can reach me at {EMAIL} if the chat drops.
~We've sent {product} to {EMAIL}. Check spam as well.
paypal is {EMAIL}, send the refund there
== QQ_WECHAT
The seller only talks on QQ, his number is {QQ_WECHAT:qq}.
Add me on WeChat: {QQ_WECHAT:wx}. I'll send the screenshots.
I need Q coins for QQ {QQ_WECHAT:qq}, how long does it take?
Some guy claiming to be your agent, WeChat ID {QQ_WECHAT:wx}, asked for {cash}.
The account is bound to QQ number {QQ_WECHAT:qq} and I can't unbind it.
== ADDRESS
Ship the physical card to {ADDRESS}.
My billing address is {ADDRESS} and the bank says it doesn't match.
{courier} left {tracking} at {ADDRESS}. I moved out in May.
Proof of address: utility bill for {ADDRESS}, {PERSON}.
Can you change the delivery to {ADDRESS} before it goes out?
~Return it to {ADDRESS}, attention {PERSON}, and we'll refund {cash}.
== PERSON
The account belongs to {PERSON}, I'm just helping.
Name on the card is {PERSON}, please match it.
I sent {cash} to a {PERSON} on {market} and got nothing.
This is {PERSON} again about {order}.
~Hello {PERSON}, thanks for waiting. Your {product} is being reissued.
Beneficiary must read {PERSON}, otherwise the bank bounces it.
My ticket was handled by someone who signed as {PERSON}.
== PASSWORD
Booster login: {EMAIL} / {PASSWORD}
I reset my password to {PASSWORD} and it still locks me out.
The account you sold me came with pass {PASSWORD}, which doesn't work.
~Your temporary password is {PASSWORD}; change it after signing in.
my wallet pin is {PASSWORD:pin} and it says wrong pin
I'm sure the password was {PASSWORD}. It worked until {version}.
Username {hero}main_{tail}, password {PASSWORD}, region {server}.
== OTP
The code I just got is {OTP}.
It texted me {OTP}, now what?
~Your verification code is {OTP}. Don't share it. ‹- I got this and I never asked for one
Authenticator shows {OTP} and your site rejects it.
ok here you go {OTP}, hurry it expires in a minute
Login approval code: {OTP}
== CRYPTO_SEED
My recovery phrase is {CRYPTO_SEED} and {wallet} restores an empty wallet.
These are the words on my backup card: {CRYPTO_SEED}
I typed {CRYPTO_SEED} into the site they linked, and ten minutes later {amount} was gone.
Seed phrase below, please check which derivation path I used.⏎{CRYPTO_SEED}
restore fails at the last word: {CRYPTO_SEED}
== CRYPTO_KEY
Private key: {CRYPTO_KEY}. Address should be {addr}.
I exported {CRYPTO_KEY} from {wallet} but import says {error}.
Can you sweep this for me? {CRYPTO_KEY}
I pasted my private key {CRYPTO_KEY} into a fake page, what do I do?
The paper wallet reads {CRYPTO_KEY} and the tx was {tx}.
== CARD_SECRET
The gift card code is {CARD_SECRET} and it says already redeemed.
I scratched it off: {CARD_SECRET}. Could that last character be an 8?
~Here's your {product}: {CARD_SECRET}. Enjoy!
Code {CARD_SECRET} is region locked, I'm on {server}.
First one worked, second one ({CARD_SECRET}) gives {error}.
They made me read out the back of the card, {CARD_SECRET}, and now it's empty.
PIN under the strip is {CARD_SECRET}, receipt from {company} dated {date}.
== IBAN
Withdraw to my bank please, IBAN {IBAN}, name {PERSON}.
SEPA transfer to {IBAN} was returned after {few} days.
I put {IBAN} in the payout form and it says checksum invalid.
Could you confirm you sent {cash} to {IBAN}?
Account for the refund: {IBAN}.
== PLATE
Parking pass for plate {PLATE}, it charged the wrong car.
My Chinese licence plate is {PLATE}, the ETC top up says unknown vehicle.
Fuel card linked to {PLATE} never got the {cash}.
Vehicle registration {PLATE}, owner {PERSON:py}.
== IP
There was a sign-in from {IP} on {date} and I've never been to {town}.
Please whitelist {IP}, that's our office.
~We noticed logins from {IP}. Was that you?
Why am I banned? My home IP is {IP}, I don't use a VPN.
The API rejects me from {IP} with {error}.
== SSN_US
For the 1099 my social is {SSN_US}.
Identity check wants my social security number: {SSN_US}. Is this safe?
SSN {SSN_US} was rejected, legal name {PERSON}.
I gave the fake agent my SSN ({SSN_US}) and my card. What now?
~US customer, SSN on file {SSN_US}, asks for limit increase.
== API_KEY
My bot uses API key {API_KEY} and gets {error} since {date}.
I leaked {API_KEY} in a public repo, please revoke it.
The webhook secret is {API_KEY} and signatures don't match.
Auto-delivery plugin config: token={API_KEY}, shop={market}
Is {API_KEY} a read-only key? I don't want it withdrawing.
"""
)
OPENERS = listed("""Hi|Hello|Hey there|Hi team|Good morning|Evening|Anyone there?|Hello again|Sorry to bother you|\
Urgent please|OK so|Yo|Support?|Quick question|Not sure if this is the right place|Following up""")
CLOSERS = listed("""Thanks|Please hurry|Thank you in advance|How long will it take?|Any update?|This is the {nth} \
time I've asked|Cheers|I need it by {clock}|Let me know|Otherwise I'll open a dispute|ty|Appreciate it|What else do \
you need?|Still waiting|Can you check?|Much obliged""")
CONTEXT = listed("""Order {order}|I paid {cash} on {date}|Bought {product} through {market}|Playing {game} on \
{server}, UID {uid}|App version {version} on {device}|It shows error {error}|Sent {coin} over {chain}|Tx hash {tx}|\
Deposit address {addr}|{courier} tracking {tracking}|Submitted at {clock}|I work at {company}|Screenshot attached|\
The page was {url}|Card ending {tail}|Ticket opened {stamp}|I'm in {town} right now""")
