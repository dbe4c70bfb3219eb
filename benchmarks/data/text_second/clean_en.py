"""Templates of messages in English in which nothing is sensitive, though much looks as if it were."""

from __future__ import annotations

from benchmarks.data.text_second.grammar import sections

TEMPLATES = sections(
    """
== clean
Order {order} <is paid but no code arrived|went through twice|needs cancelling>.
I have two orders, {order} and {order}. Keep the first.
Where is {tracking}? <{courier} says handed over|No scan since {date}>.
{courier} shows {tracking} delivered at {clock}, but nobody was home.
Tx {tx} has {few} confirmations and my balance is still zero.
I used the wrong network, {chain}. Hash: {tx}. Recoverable?
Deposit address {addr}, please check whether {amount} came in.
Moved {amount} from {addr} to {addr}, nothing showed.
Is {addr} your hot wallet or a scam?
My UID is {uid} on {server} and I bought {product}.
Player tag {uid}, got banned at {rank} for no reason.
{game} crashes after update {version} on {device}.
I'm on {version}, {device}. <Login button is grey|White screen|Error {error}>.
What does {error} mean? Happened at {stamp}.
Logs: [{stamp}] WARN retry {few}/10 code={error} build={version}
How much is {product} right now? I've seen it for {cash} on {market}.
Selling {coin} at {amount}, {chain} only.
Is {url} really yours? It looks off.
I followed {url} and step {few} doesn't exist.
Do you take {company} gift cards, {cash} each?
The invoice should say {company}, thanks.
I work at {company} and our card policy is strict.
Account has {hero}, {hero} and {hero}, {rank}. I want {cash}.
When does the {hero} skin come back?
{hero} mains in {server}, anybody got {product} cheap?
I've asked <nine times out of ten|at the eleventh hour> and you send me <back to square one|from pillar to post>.
It's a catch-22: I need the app to fix the app.
Support 24/7 my foot, it's been {some} hours.
Six of one, half a dozen of the other, just refund me.
Why do you need my ID for {product}? It's {cash}.
Passport or driving licence, which is faster?
Is a photocopy of my national ID OK or do you need the original?
My SSN is not something I'll type in a chat.
I don't have an SSN, I'm not American. What now?
The ID field only takes 15 characters and mine has 18.
The code never arrives. <Waited {some} seconds|Tried {few} times>.
It says the verification code is 6 digits, I only got an empty text.
~Never share your one-time code with anyone, including us.
Can I get 2FA by email instead of SMS?
I lost my authenticator when I switched from {device}.
Password must have 8 characters, one symbol, one number. Mine does!
I forgot my password and the reset link goes to {url}
Wrong PIN {few} times, locked for 24 hours.
How do I change my password?
I lost my seed phrase, is {amount} gone?
What is the difference between 12 and 24 words?
A so-called agent asked for my recovery phrase. I refused.
Never type your private key into a website.
Water damage got {few} of my backup words, can they be guessed?
Refund to the card ending in {tail}, how long?
{bank} card ending {tail} was charged {cash} on {date}.
Which banks do you support? {bank} isn't listed.
Where's the CVV on a virtual card?
My card expires next month, do I need to relink?
It's been {some} minutes and no gift code.
Do I scratch the silver part or is it emailed?
Can I pay with IBAN transfer or only card?
What's your support email?
I never got the mail. Spam's empty too.
Do you have WeChat? I can't upload here.
Can a QQ server account be moved to WeChat?
I typed the wrong street, has it shipped yet?
I'm travelling from {town} to {town}, will reply later.
Are users in {town} blocked on {wallet}?
I grew up near Maple Street, small world. Anyway, {order}?
{wallet} flags {addr} as risky.
The contract is {addr} and the token doesn't show.
Gas was {amount}, that's more than the transfer.
You took {amount} in fees from {amount}.
Block {some}421 and still pending: {url}
Placed at {clock}, paid at {clock}, cancelled at {clock}.
It said {some} hours, today is day {few}.
Coupon SAVE{few}0 does nothing.
I have {some} points, what can I get?
Restarted {few} times, same {error}.
Got it, thank you, five stars.
Scammers. I've saved everything since {date}.
Police want the transaction record for {order}.
I called 911 on the guy and they told me to ask you.
OK I'll wait {some} minutes.
Never mind, got {product} for {cash} on {market}.
What time do you open, 9 to 5?
Third order this week, any discount?
~Our system shows {order} as completed, please refresh.
~{product} is out of stock until {date}.
~Withdrawals take {few} business days to review.
~Please send the order number and a screenshot, never your password.
~For your safety don't post card numbers or IDs in this chat.
Reply 1 for orders, 2 for an agent, 3 to complain.
agent agent AGENT
Is your {few}0% off for streamers' viewers real?
The serial is under the box, the barcode starts with 07{some}.
My in-game name is xX_Ghost{few}{few}_Xx, same as always.
Region locked: my US card won't work on {server}.
I paid for 8080 and got 6480.
lol gg ez 1337
One two three, testing, is this thing on?
Nine lives and I've used eight of them on your app.
Why was my IP banned? I only play at home.
Where are the API docs? I get {error}.
Do you sign with HMAC-SHA256 or RSA-2048?
Endpoint {url} timed out at {stamp}.
SHA-1 of the installer doesn't match, version {version}.
Lot number {order}, batch {some}.
"Charlotte", "Austin" and "Jackson" are the server names, which is closest?
Paris server is down again, London too.
Dr. Pepper promo code was inside the cap but the page is gone.
Is Morgan Stanley allowed as a bank?
Will it arrive before the 31st of December?
Four of us split three hundred, so seventy five each.
Ledger Nano S vs Nano X, worth {cash}?
Firmware {version} bricked my Trezor.
RTX 4090 drops frames since driver 551.86, {game}.
Phone: <n/a|same as before|already changed>. ID: <uploaded|under review> since {date}.
Password: <see my email|unchanged|none>, OTP: <expired|never came>, order {order}.
Bank reference {order}, they say it cleared, {cash}.
Transaction no. {order}⏎Merchant no. {order}⏎Total {cash}
Please help, order late, hope you can fix the problem today and not leave me another week.
I trade gold and skin for fun, win some, lose some, but this dragon sword was a gift and it is gone.
Any chance my son can play the game without the real name check? He's {some} months into it lol.
Your cd key shop is a joke, {product} {few} weeks late.
<Key West|Salt Lake City|Little Rock> is my time zone, so call it {clock}.
We raised seed funding with {company}, how do invoices work for {cash}?
My router does IPv6 and still {some} ms ping on {server}.
It's IP68 but it drowned anyway, {device}, wallet app inside.
How many wrong PINs before a {wallet} wipes itself? Firmware {version}.
Shelf A1236, bin B3456, that's what the label on {tracking} says.
Price went from {cash} to {cash} in {few} days.
Charged {few} times: {cash}, {cash}, {cash}. The sum is off.
Block {some}{tail}, contract {addr}, {some} gwei.
The number is blurred in the screenshot, order {order}.
Bought the {hero} statue, {company} collab, {cash}, base missing.
The IMEI and serial are on the box, do I need a photo? {device}.
Is {tx} the same transfer as {tx}?
Somebody sent me {amount} from {addr}, is it dirty?
{order}, {order} and {order}: merge them please.
Pin this message: maintenance {date}, {clock} to {clock}.
Route 66 poster, size 24x36, {cash}, tracking {tracking}.
I'm {some} levels in and {hero} still hits for {tail}.
Season 12 starts {date}, pass is {cash}.
ISBN on the art book starts with 978, the rest is smudged. Order {order}.
"""
)
