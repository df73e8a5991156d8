"""What the fictional services are made of: invented places, organisations, names and notes."""

from collections.abc import Mapping

NOTICE = "Fictional example: nothing here exists."


# By place: organisation, kind and name of each service.
SERVICES_BY_AREA: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "Fernbridge": (
        ("Fernbridge Council", "home care", "Fernbridge Home Support"),
        ("Fernbridge Council", "day opportunities", "The Old Signal Box"),
        ("Fernbridge Council", "mental health", "Fernbridge Quiet Rooms"),
        ("Fernbridge Council", "carers support", "Fernbridge Carers' Corner"),
        ("Larkrise Care", "home care", "Larkrise Home Care, Fernbridge"),
        ("Larkrise Care", "carers support", "Larkrise Sitting Service"),
        ("Copperkettle Co-operative", "home care", "Copperkettle at Home"),
        ("Puddingstone Partnership", "home care", "Puddingstone Home Help"),
        ("Hedgelight Trust", "day opportunities", "Hedgelight Garden Days"),
        ("Seven Lanterns Society", "mental health", "Seven Lanterns Evening Café"),
        ("Kitehill Health", "mental health", "Kitehill Recovery House"),
        ("Moonpenny Carers Network", "carers support", "Moonpenny Carers, Fernbridge"),
    ),
    "Marlowick": (
        ("Marlowick Council", "home care", "Marlowick Home Support"),
        ("Marlowick Council", "day opportunities", "Marlowick Makers' Yard"),
        ("Marlowick Council", "mental health", "Marlowick Talking Space"),
        ("Larkrise Care", "home care", "Larkrise Home Care, Marlowick"),
        ("Copperkettle Co-operative", "home care", "Copperkettle Homecall"),
        ("Puddingstone Partnership", "home care", "Puddingstone Night Care"),
        ("Hedgelight Trust", "day opportunities", "Hedgelight Bakehouse"),
        ("Kitehill Health", "mental health", "Kitehill Community Team"),
        ("Moonpenny Carers Network", "carers support", "Moonpenny Carers, Marlowick"),
    ),
    "Tansyford": (
        ("Tansyford Council", "home care", "Tansyford Home Support"),
        ("Tansyford Council", "day opportunities", "The Tansyford Boathouse"),
        ("Tansyford Council", "carers support", "Tansyford Carers' Hub"),
        ("Larkrise Care", "home care", "Larkrise Home Care, Tansyford"),
        ("Copperkettle Co-operative", "day opportunities", "Copperkettle Kitchen Club"),
        ("Seven Lanterns Society", "day opportunities", "Seven Lanterns Music Days"),
        ("Kitehill Health", "mental health", "Kitehill Early Help"),
        ("Hedgelight Trust", "mental health", "Hedgelight Listening Room"),
    ),
    "Quillhaven": (
        ("Quillhaven Council", "home care", "Quillhaven Home Support"),
        ("Quillhaven Council", "day opportunities", "Quillhaven Harbour Club"),
        ("Quillhaven Council", "carers support", "Quillhaven Carers' Break"),
        ("Copperkettle Co-operative", "home care", "Copperkettle Coastal Care"),
        ("Seven Lanterns Society", "day opportunities", "Seven Lanterns Craft Days"),
        ("Moonpenny Carers Network", "carers support", "Moonpenny Carers, Quillhaven"),
    ),
    "Oddenshaw": (
        ("Oddenshaw Council", "home care", "Oddenshaw Home Support"),
        ("Oddenshaw Council", "day opportunities", "Oddenshaw Market Days"),
        ("Oddenshaw Council", "mental health", "Oddenshaw Safe Haven"),
        ("Hedgelight Trust", "home care", "Hedgelight Home Visits"),
        ("Puddingstone Partnership", "day opportunities", "Puddingstone Woodshed"),
    ),
}


COAST = ("Quillhaven", "Oddenshaw")
PROGRAMME_NAMES: Mapping[str, str] = {
    "home care": "Living Well at Home",
    "day opportunities": "Good Days",
    "carers support": "Good Days",
    "mental health": "Open Doors",
}


COAST_PROGRAMME = "Two Shores"


# How much further down (below zero) or up than its other items a service begins, in shares of the scale.
EASE_OF_ITEMS: Mapping[str, float] = {
    "principles.resourced": -0.24,
    "principles.sustainable": -0.2,
    "principles.iterative": -0.06,
    "principles.inclusive": 0.04,
    "principles.positive": 0.14,
    "milestones.prevention": -0.2,
    "milestones.self-directed": -0.08,
    "milestones.information": 0.12,
    "ladder.overall": 0.08,
}


REASONS_BY_KIND: Mapping[str, Mapping[str, str]] = {
    "home care": {
        "milestones.commissioning": "We provide care and do not plan or buy it: the council does.",
        "milestones.prevention": "We are paid by the hour of care and hold no money that could move.",
    },
    "day opportunities": {
        "milestones.self-directed": "Anybody may come, free of charge, so nobody needs a personal budget here.",
        "milestones.commissioning": "We are a small club and have no part in buying support.",
    },
    "mental health": {
        "milestones.self-directed": "The health service pays for us, and offers no personal budgets for this.",
    },
    "carers support": {
        "milestones.self-directed": "Carers come to us without an assessment, so no budget is worked out.",
        "milestones.prevention": "We hold no money for crises that could move into early help.",
    },
}


# What a rater writes: low, middle and high on the scale.
RATER_NOTES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "ladder.overall": (
        (
            "The new times were settled by managers. People had a letter in {month}.",
            "The open day in {month} explained what we do. Nobody was asked what should change.",
        ),
        (
            "We held a survey in {month} and {n} meetings. The managers' group then made the plan.",
            "People chose between two drafts of the new timetable; we had written both of them.",
        ),
        (
            "{n} people who use the service worked on the new plan with us from the first page to the last.",
            "A group of people and staff set this year's aims together and share the say over spending.",
        ),
    ),
    "principles.holistic": (
        (
            "People came to one planning day in {month}; nothing since.",
            "Checking results is done by the office alone.",
        ),
        (
            "People are part of planning each spring, and {n} of them helped to run the summer programme.",
            "Two people sit on the planning group. They have no part in checking results.",
        ),
        (
            "People plan with us, interview new staff and write the yearly review. Steering is the newest part.",
            "Minutes of planning, staffing and review meetings show {n} people taking part since {month}.",
        ),
    ),
    "principles.resourced": (
        (
            "There is no money set aside for travel or for people's time.",
            "Bus fares were paid in {month} because somebody asked; it is not a rule.",
            "Everything is done in one worker's spare hours.",
        ),
        (
            "Planning has its own small budget. It was used up by {month}.",
            "We pay for travel and lunch, but not for people's time.",
        ),
        (
            "A yearly sum pays for time, travel and respite, and {n} people have drawn on it.",
            "The start of the new rota was put back two months so that people could finish their part.",
        ),
    ),
    "principles.transparent": (
        (
            "In {month} two people asked what their part was, and we had no clear answer.",
            "The invitation said “come and have your say” but not on what.",
        ),
        (
            "There is one page on aims and limits. Staff wrote it.",
            "We say at the start of each meeting what is fixed and what is open.",
        ),
        (
            "The page on aims and limits was written with {n} people and changed in {month} when they asked.",
            "People questioned the limit on weekend hours, and it was lifted.",
        ),
    ),
    "principles.inclusive": (
        (
            "The same {n} people come every time.",
            "We have not looked at who is missing.",
        ),
        (
            "Meetings are in the day, so people with jobs seldom come.",
            "An easy-read sheet goes out with each invitation. There is no interpreter yet.",
        ),
        (
            "Since {month} we also meet by telephone and in the evening; {n} people joined that way.",
            "A worker visits people who cannot come, and their words are read out first.",
        ),
    ),
    "principles.iterative": (
        (
            "The results of the survey in {month} have not gone back to people yet.",
            "We said what we would do at the end of the year. Some never heard.",
        ),
        (
            "A “you said, we did” board hangs in the hall. Nobody can add a reply to it.",
            "A newsletter in {month} told people what came of the last meeting.",
        ),
        (
            "Each meeting begins with what was said last time and what was done. People add to the record.",
            "The log has {n} suggestions since {month}, each with an answer and what people said to that.",
        ),
    ),
    "principles.positive": (
        (
            "We do not ask people how a meeting was for them.",
            "{n} people stopped coming after {month}. One said it felt like a lecture.",
        ),
        (
            "Most cards handed in after the last meeting were friendly. Hopes are not agreed beforehand.",
            "People enjoy the meetings; some would like to see more come of them.",
        ),
        (
            "Of the cards from {month}, {n} said “well worth it” and one said “too long”.",
            "People asked to meet more often, and two now run the welcome for newcomers.",
        ),
    ),
    "principles.equal": (
        (
            "Staff set the agenda and chair the meeting.",
            "People are listened to kindly. The decision is made later in the office.",
        ),
        (
            "The chair changes between staff and people, but the papers come from us.",
            "In the recruitment panel each person has one vote; in the budget talks they have none.",
        ),
        (
            "The agenda is made up of what anybody sends in. In {month} it was mostly people's own points.",
            "When two managers talked over others, the group wrote its own rules for meetings.",
        ),
    ),
    "principles.sustainable": (
        (
            "The evening telephone line that people asked for ended after three months.",
            "We could not name a change that is still there from last year.",
            "Things changed when the worker who led this left in {month}.",
        ),
        (
            "Some changes have lasted, such as choosing one's own worker. They are not written down.",
            "People speak of the new menu and the later bus. We keep no list.",
        ),
        (
            "A list of {n} changes with dates is kept at the door; people and staff check it twice a year.",
            "The buddy scheme that people asked for is in its second year and has its own budget.",
        ),
    ),
    "milestones.partnerships": (
        (
            "People had one letter about the changes, and few remember it.",
            "There was an information afternoon in {month} with {n} people there.",
        ),
        (
            "We meet a group of {n} people and carers every second month and take up much of what they say.",
            "People were asked about the new building in {month} and helped choose its rooms.",
        ),
        (
            "The local user-led group runs part of our training.",
            "A user-led organisation holds the contract for peer support and reports on it itself.",
        ),
    ),
    "milestones.commissioning": (
        (
            "A first talk about what will be needed took place in {month}.",
            "What is bought has been the same for years.",
        ),
        (
            "Three providers now offer weekend support where there was one.",
            "The spending plan is on the website in plain words.",
        ),
        (
            "When {n} people bought cooking lessons with their budgets, a new class began in {month}.",
            "The contract was split into small ones because people wanted to choose.",
        ),
    ),
    "milestones.self-directed": (
        (
            "A few people have a personal budget; most were never told about it.",
            "Staff have asked for training before they offer budgets.",
        ),
        (
            "Since {month} everyone is offered a budget when their support is reviewed.",
            "People are offered a budget in their first talk. Help with the paperwork is slow.",
        ),
        (
            "More than a third of people direct their own money, {n} of them with help from a broker.",
            "People pool their budgets for shared evenings. The number with a budget has held since {month}.",
        ),
    ),
    "milestones.prevention": (
        (
            "There is talk of early help, but the money is still in crisis care.",
            "The plan with the health service was put off again in {month}.",
        ),
        (
            "We count falls and nights in hospital with the health service, and talk about both.",
            "Money moved to the handyperson scheme, and its effect is being checked.",
        ),
        (
            "Fewer crises since {month}; what was saved pays for a second early-help worker.",
            "The yearly figures shared with the health service show savings, half of which went back into early help.",
        ),
    ),
    "milestones.information": (
        (
            "Our leaflets are three years old.",
            "People ring the office and are passed on {n} times.",
        ),
        (
            "There is now one telephone number and a desk in the library.",
            "The website was rewritten in plain English in {month}. It is not in other languages.",
        ),
        (
            "Of ten people asked in {month}, nine knew where to go first.",
            "The advice desk is run with volunteers who have used it themselves; {n} serve each week.",
        ),
    ),
}


# What people write fits any item, since nobody planned it.
PEOPLE_SAY = (
    "We were asked, but nobody told us what came of it.",
    "The meetings are at a time when most of us cannot come.",
    "It has got better since last year.",
    "Staff listen. The people who decide are somewhere else.",
    "We should like to see the money that is spent on this.",
)
