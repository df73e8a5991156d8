"""What is held, and who sees it: the text of a page that people read before they answer."""

from assess.core.links import MOST_DAYS, USUAL_DAYS
from assess.core.peers import Rules
from assess.core.voices import ENOUGH_PEOPLE
from assess.wording import guide


def what_is_held(rules: Rules) -> str:
    """Return the text as Markdown, with the rules by which peers are shown."""
    return f"""
This page is for people who look after information here, and for everybody who answers.

## What
- **Services, rounds and ratings**: levels, reasons, notes, links and actions, each with when and by whom it was given.
  An answer is never written over: the earlier ones stay as history.
- **People who use a service** answer by a code, without an account, a name or an address. Nothing says who answered.
  Of a meeting it is kept how many people came, and what they settled on and why; how many hands were up for a level
  never leaves the screen. What somebody types in a note is kept as it was typed, so please name nobody in it. A
  wrong code is counted for a minute, by a fingerprint of the network address that it came from, so that codes
  cannot be guessed.
- **Who answered**: when somebody has finished, one question asks whether they use the service, care for somebody, used
  it before, or are somebody else; they need not say. It is shown when answering has ended, as numbers alone, each with
  {ENOUGH_PEOPLE} people or more and as many beside it, and never beside an answer.
- **Open questions**: a service may ask people what works, what does not and what they want. Their answers are notes
  like the others: they are shown when answering has ended, from {ENOUGH_PEOPLE} people on, and nothing ties the three
  answers of one person together. A group sorts them into themes; what it says of a theme is kept, and in which theme a
  note stands, by a digest of the note.
- **Case notes**: what a service says of its work before and after a round.
- **How a service climbed**: what it tells others of it, and which role there can be asked, as long as it agrees. Boards
  and commissioners who see the service read it. Earlier texts stay as history.
- **Frameworks that are made here**: each published version with when and by whom, and the draft of the next one. A
  round keeps the words that it was opened with.
- **What a service gives back**: the sheet that it publishes, with the people's words that stand in it, and when it was
  withdrawn. Earlier sheets stay as history.
- **What changed because of people**: what a service notes as different now, since when, and whose idea it was: people
  who use it, carers, staff, or people and staff together, never one person. What is corrected or withdrawn stays as
  history and is not shown. So does the foreword that is written before a programme's yearly report.
- **Three words** bring somebody back to their answers. Only a digest of them is kept, which is slow to try; while the
  answers are open in a browser, the words are also kept sealed with a secret that only that browser has. No page of the
  service, export, log or backup shows them. Wrong words are counted for an hour by service and round: after sixty, no
  words are accepted there until the hour is over, so that a stranger who has the code cannot try them all. With fifty
  people's answers kept it takes such a stranger about two hundred days to open those of one. Somebody who tries on
  purpose can keep others from coming back for that time; what these have answered counts all the same.
- **Links to read**: somebody with a role can share a result, a comparison of rounds or a board's paper by a link, which
  opens it without an account, for {USUAL_DAYS} days or up to {MOST_DAYS}. It shows what its maker may see on the day on
  which it is opened, and nothing when they may not see it any more. The words that people and staff wrote are not in
  it, unless its maker adds them. Of its address only a digest is kept. Who made it, what it opens, when it was
  ended, and the days on which it was opened are kept; who opened it is not. No export has links; a backup has what the
  database has.
- **People who sign in**: their name at their identity provider, who that is and their number there, and
  their roles. No password and no e-mail address. Everything else knows them by a code of ours.
  Signing out ends their other sign-ins too, except one of the minute before it.
- **A log of acts**: who did what, to what and when, and from which level to which. Of what was typed it has what
  programmes, services and rounds were called when they were added, and areas over which a role was given. Of everything
  else that was typed it has a short digest, which shows that a text was changed and cannot be read back; with the
  database in hand, a guess of a text could be tested with it.
  Each entry is chained to the one before, so that a change is found. No page shows a level of it.

## Where
In one database, a file on the server or laptop that runs this or a PostgreSQL server of the organisation that runs it,
and in its backups. Nothing is sent anywhere else: no tracking, no fonts or scripts from other places, no usage figures.

## For how long
- Ratings stay until the organisation that runs this removes the database, so that rounds can be compared for years.
- Backups are kept for 7 days, 4 weeks and 12 months, then removed.
- Somebody who signed in can be forgotten: name, sign-in and roles are removed at once, and the name is replaced by a
  code where it was typed in an answer, a reason, an action, a change or a foreword; an administrator
  is shown each such place, with a few
  words around it (of what people who use a service wrote, the name alone), and decides. What they did stays, without
  them. Every sign-in from before then has ended: for 30 days
  a digest of it is kept, so that a page that is still open does not bring the name back. A database file may hold the
  removed name in parts that are free to be written over; a backup does not, and a database restored from it does not
  either. Older backups forget them within 12 months. Do not name a programme, a service, an organisation, a kind, an
  area, a round or a framework after a person, and name nobody in a framework: those texts stay.

## Who sees it
| who | sees |
|---|---|
| Manager of a service | that service; other services only as anonymous peers |
| Programme board, commissioner | the services of their programme or area; peers where those are of one organisation |
| Administrator | the services that they administer by name; one of everything also who has which role |
| Somebody with a code | their own answers; the sheet that the service has published |
| Somebody with a link to read | the one result, comparison or paper that it opens |

{guide.TOGETHER}
Peers are shown from {rules.peers} services of {rules.organisations} organisations, none with more than a quarter of
them, never one by one, without the service's own organisation, and with the same numbers for everybody; and to nobody
who sees services of two organisations in that group by name, or could in the last {rules.years} years. Where a service
was before it moved is kept for that. Somebody who was forgotten and comes back does not wait: nothing says that they
were here.

Anybody who can open the database itself can read all of it: protect its server and its backups.
"""
