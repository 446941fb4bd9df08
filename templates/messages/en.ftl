### The words of the site in English: https://projectfluent.org/fluent/guide/
###
### A site's own `messages/en.ftl`, in its folder of templates, replaces single ones of these. Numbers are written with
### digits in groups of three; `NUMBER($n, useGrouping: "false")` writes the number of a proposal, which is a name.

## On every page

all = All
and_more = and { $n } more
beside = Beside this page
close = Close
colon = :{ " " }
copied = Copied
copy = Copy
diagram_text = The diagram as text
crumbs = You are here
date =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
from_to = { $from } → { $to }
home = Front page
items = { $n }
licence = Licence:{ " " }
list_comma = ,{ " " }
made_with = Made with Teigen
menu = Menu
menu_comparisons = Changes
menu_discussions = Discussions
menu_documents = Text
menu_pulls = Proposals
next = Next
none_there = none
not_found = Page not found
not_found_more = The page has moved or does not exist. Try one of these.
notice = Notice
notice_front = Front page of { $newest }
notice_newest = The newest is { $newest }.
notice_next = This text is still being edited and is not yet a version.
notice_next_more = It may change before the next version.
notice_not_official = This is a proposed change.
notice_not_official_more = It is not the official text.
notice_not_there = This document is not in { $newest }.
notice_outdated = This is an older version ({ $version }).
notice_problem = Something cannot be shown as it was meant.
notice_pull = See change proposal #{ NUMBER($number, useGrouping: "false") }
notice_same_newest = Read this document in { $newest }
notice_status = Status of this document:{ " " }
notice_worktree = This is the text on this computer. It is not published yet.
notice_worktree_comparison = What changed since { $newest }
notice_worktree_more = This page follows when you save. The published site stays as it is.
pager = Previous and next
pages = Pages of this list
previous = Previous
record = record
redirect = This page has moved:
repository = Source data
search_title = Search
see_all = See all
serving_build_only = Only “teigen build” makes this page
serving_build_only_more = “teigen serve” does not keep records for the next build. Run “teigen build” if you need them.
serving_failed = The page could not be made
serving_failed_more = Mend what is named here and save: this page follows. All other pages are still there.
serving_waiting = Being read…
serving_waiting_more = As soon as proposals and the rest have been read, this page shows them by itself.
skip = Skip to the content
thumb_bar = On this page

## Documents

changed_since =
    { $n ->
        [one] { $n } change since { $version }
       *[other] { $n } changes since { $version }
    }
documents = Documents
documents_changed =
    { $n ->
        [one] { $n } document changed
       *[other] { $n } documents changed
    }
documents_omitted =
    { $n ->
        [one] { $n } more document is not shown here.
       *[other] { $n } more documents are not shown here.
    }
documents_touched =
    { $n ->
        [one] Changes { $n } document
       *[other] Changes { $n } documents
    }
documents_unchanged = { $n } unchanged
glance_documents = { $n }
labels = Labels
minutes = { $n } min read
other_files = Other files changed ({ $n })
outline = Contents
renamed_from = formerly { $name }
source = Source file
version_absent = not in this version
version_was = there as “{ $title }”

last_changed = Last changed
made_by = Those who changed it:{ " " }
made_more = { " " }and { $n } more
perhaps = Perhaps
print_vertical = Print in vertical lines
sort = Sort by “{ $column }”
sorted_down = Sorted by “{ $column }”, descending.
sorted_not = Back in the order of the text.
sorted_up = Sorted by “{ $column }”, ascending.
version_worktree = On this computer
whole = Everything on one page
whole_part = This document’s own page

## The map of the proposal, and the timeline

map_by_new = What is new since { $version }
map_by_requests = Proposed changes that wait
map_characters =
    { $n ->
        [one] { $n } character
       *[other] { $n } characters
    }
map_lead = All sections of today's text. The area is the amount of text; the shade tells how many proposed changes wait, or how much is new. A press on a rectangle opens its section.
map_new = New
map_omitted =
    { $n ->
        [one] { $n } small document is not drawn.
       *[other] { $n } small documents are not drawn.
    }
map_read = Read “{ $title }”
map_requests = Proposed changes
map_section = Section
map_shade = Shade
map_table = The same as a table
map_text = Characters
map_title = Map of the proposal
timeline_from = From
timeline_lead =
    { $n ->
        [one] Versions and the proposed change that came in, newest first. The dot is that one.
       *[other] Versions and the { $n } proposed changes that came in, newest first. Each dot is one of them.
    }
timeline_pulls = Changes taken in
timeline_table = The same as a table
timeline_title = Timeline

## Languages

languages = Languages
language_absent = not translated
notice_behind = This translation is behind its original.
notice_behind_more =
    { $n ->
        [one] The original has changed once since, on { $date }.
       *[other] The original has changed { $n } times since { $date }.
    }
notice_behind_original = Read the original
notice_behind_history = See what changed in the original

## Versions and what is new in them

news_absorbed_explained = Similar wording of proposals that were not adopted is new in this version. This is told by the wording alone; whether it was taken from these proposals is not known.
news_changes = What changed
news_closed = Discussions that closed meanwhile
news_direct = Changes made without a proposal
news_discussions = Discussions that its changes name
news_first = This is the first version: there is none before it.
news_people = Who proposed
news_people_count =
    { $n ->
        [one] { $n } person
       *[other] { $n } people
    }
news_people_only_count =
    { $n ->
        [one] Proposals of { $n } person are in this version.
       *[other] Proposals of { $n } people are in this version.
    }
news_person_absorbed = { $n } with similar wording
news_person_merged =
    { $n ->
        [one] { $n } proposal adopted
       *[other] { $n } proposals adopted
    }
news_pulls_count =
    { $n ->
        [one] { $n } proposal adopted
       *[other] { $n } proposals adopted
    }
news_read = Read { $version }
news_title = What is new in { $version }
version = Version
version_changes = What changed
version_latest = newest
version_named = Documents of { $name }
version_news = What is new
version_next = Next (being edited)
versions = Versions
versions_all = What is new in each version
versions_lead = What changed from version to version, whose proposals are in it and which discussions led to it; newest first.
versions_title = What is new in each version

## Comparisons

change_added = Added
change_keys = Press n for the next change, p for the previous one.
change_list = Changes ({ $n })
change_list_short = Changes
change_modified = Changed
change_moved = Moved
change_next = Next change
change_position = Change { $n } of { $total }
change_previous = Previous change
change_removed = Removed
change_top = (beginning)
changes_from_to = What changed from { $from } to { $to }
changes_of = Changes in “{ $title }”
characters_in = +{ $n } chars
characters_out = −{ $n } chars
columns_discussions = Discussions of this document
columns_pulls = Pull requests adopted in between
compare_from = Before
compare_to = After
comparison_index = All changed documents
comparison_same = All documents are the same in both versions.
comparisons = Versions and what changed
comparisons_lead = See which documents changed between versions, and where.
comparisons_none = There are no versions to compare yet.
comparisons_others = Other pairs ({ $n })
editorial = { $n } in notation only
legend_deleted = deleted text
legend_inserted = inserted text
legend_moved = moved text
places =
    { $n ->
        [one] { $n } change
       *[other] { $n } changes
    }
relocated = Parts that went to another document
relocated_from = From
relocated_passages =
    { $n ->
        [one] { $n } passage
       *[other] { $n } passages
    }
relocated_to = To
relocated_what = Section
show = Show
show_changes = Changes only
show_changes_note = Only what changed is shown, with its headings. A dashed line is where unchanged text is hidden.
show_marked = Marked
show_marked_note = Changes are marked in the text. Long unchanged parts are folded.
show_new = After
show_new_note = The new text is shown.
show_old = Before
show_old_note = The old text is shown. What changed beside its words, such as a link or the level of a heading, has the new form; a note tells the old one.
side_by_side_hint = The old text is on the left, the new one on the right. What is marked are the words that changed. Long unchanged parts are folded.
side_by_side_of = { $title }: old and new
status_added = New document
status_modified = Changed
status_removed = Removed document
status_renamed = Renamed
substantive =
    { $n ->
        [one] { $n } change that may matter
       *[other] { $n } changes that may matter
    }
table_hint = What is marked are the words that changed. Printed, it is a table on A4 landscape.
table_of = { $title }: comparative table
unseen =
    { $n ->
        [one] { $n } change not shown in the text
       *[other] { $n } changes not shown in the text
    }
unseen_caption = Changes not shown in the text (page settings, comments)
unseen_comment = Hidden comment
unseen_definition = Unused link target
unseen_field = Page setting
unseen_what = What
view_inline = Marks in the text
view_side_by_side = Side by side
view_table = Comparative table
views = How to show it

## Figures and commitments that changed

commitment_changed = Where a commitment became weaker or stronger
commitment_effect = Effect
commitment_negated = negation added or dropped
commitment_stronger = stronger
commitment_weaker = weaker
commitment_where = Place
figure_difference = Difference
figure_of = Figure
figure_unreckoned = not comparable
figures_changed = Figures that changed
figures_one_sided = Figures added or removed ({ $n })
figures_one_sided_caption = Figures added or removed
summary = Summary of changes
summary_changes = Changes
summary_characters = Characters
summary_commitments = Commitments
summary_commitments_changed =
    { $n ->
        [one] { $n } place changed
       *[other] { $n } places changed
    }
summary_figures = Figures
summary_figures_changed = { $n } changed
summary_sections = Sections

## Change proposals

commits =
    { $n ->
        [one] { $n } step of work (commits)
       *[other] { $n } steps of work (commits)
    }
filter = Find change proposals
filter_alike = same as { $n }
filter_any = Any
filter_any_document = Any document
filter_any_section = Any section
filter_author = Proposed by
filter_clear = Clear all
filter_details = More ways to narrow down
filter_document = Document
filter_editorial = Spelling only (spaces, punctuation …)
filter_failed = The list could not be loaded. Please use the pages below.
filter_family = Proposals that say the same
filter_family_all = Show all
filter_family_one = Show one of each
filter_fits = Can be adopted today
filter_found = { $n } found
filter_from = From
filter_loading = { " " }(still loading)
filter_more = Show more
filter_none = Nothing found
filter_section = Section
filter_size = Characters changed
filter_size_large = More than 1,000
filter_size_middle = 201 to 1,000
filter_size_small = 21 to 200
filter_size_tiny = Up to 20
filter_state = State
filter_substance = Kind of change
filter_substantive = May change the meaning
filter_to = Until
filter_verdict = Fits today's text?
filter_words = Words, number or name
preview = Preview
preview_back = Back to the proposal
pull_base = Compared with
pull_by = Proposed by { $names }
pull_description = What the author says
pull_forge = See the original request
pull_head = Newest state
pull_no_documents = This proposal changes no published document.
pull_number = Change proposal #{ NUMBER($n, useGrouping: "false") }
pull_records = Records (what it is based on, steps of work)
pull_unavailable = This change proposal cannot be shown
pull_unavailable_more = Its data is missing, or cannot be shown safely.
pull_unavailable_short = cannot be shown
pulls_all = All change proposals
pulls_by_state = By state
pulls_document = Change proposals for “{ $title }”
pulls_groups = Choose by label or document
pulls_here = Proposed changes to this document ({ $n })
pulls_label = Change proposals labelled “{ $label }”
pulls_lead = Suggested edits that have been sent in.
pulls_lead_long = Anyone can suggest an edit. Read each change proposal (pull request) against the text it would change.
pulls_left_out =
    { $n ->
        [one] { $n } more proposal is not shown here, as the editors decided.
       *[other] { $n } more proposals are not shown here, as the editors decided.
    }
pulls_none = There are no such change proposals.
pulls_sections = See where proposals gather
pulls_spam =
    { $n ->
        [one] { $n } of these was taken for spam.
       *[other] { $n } of these were taken for spam.
    }
pulls_title = Change proposals
read_original = Read the current text
read_preview = Read the text as it would be
records_as_of = As recorded on the forge, up to
revision = Draft { NUMBER($n, useGrouping: "false") }
revision_changes = Everything this draft changes
revision_newest = newest
revision_whole = See the whole proposed change
revisions = Drafts so far
revisions_lost =
    { $n ->
        [one] There was { $n } more revision, whose text is lost.
       *[other] There were { $n } more revisions, whose text is lost.
    }
state_closed = Closed
state_closed_explained = This proposal was closed without being adopted.
state_merged = Adopted
state_merged_explained = This proposal has become part of the text.
state_open = Open
state_open_explained = This proposal is being considered. It is not part of the text yet.
state_unknown = State unknown
state_unknown_explained = The records at hand (Git) do not tell whether it is still open or was closed. It was not adopted as it stands, but its content may have been taken up through another proposal.
state_unknown_short = Not known whether it is open or closed

## How a proposal stands to today's text

lost_beside = The request adds something near this passage, which now stands under:{ " " }
lost_from = Under:{ " " }
lost_gone = No wording like this passage is left in today's text.
lost_moved = This passage now stands under:{ " " }
lost_rewritten = This passage was rewritten and now stands under:{ " " }
since_nothing = The proposal says the same as the revision before.
since_previous = What changed since the draft before
since_rebased = The text has changed since the revision before. That is left out: only what the author changed is shown.
standing = How it relates to today's text
standing_same = On today's text it changes just the same.
standing_today = Read it on today's text
today_choice = Here someone has to choose: what is marked as deleted is today's text, what is marked as inserted is this proposal.
today_explained = The text has changed since the proposal was sent, so it is also shown as it would apply today.
today_neighbours = Nothing contradicts here: only neighbouring lines were rewritten by other changes, so both can be kept.
today_rest = Everything else, which can be adopted as it is.
today_title = On today's text
verdict_applies = Still fits today's text
verdict_applies_explained = The document has changed since, but not the same lines.
verdict_as_sent = Can be adopted as it is
verdict_as_sent_explained = The document has not changed since the proposal was sent.
verdict_conflicts = Overlaps with another change
verdict_conflicts_explained = The same lines were rewritten by another change since. To adopt it, someone has to choose between the two wordings.
verdict_contained = Already in the text
verdict_contained_explained = Everything it proposes has come into the text through other changes.
verdict_elsewhere_explained = The document that it would change is no longer there, but its passages stand elsewhere. To adopt it, someone has to carry it over.
verdict_gone = Its passage is gone
verdict_gone_explained = What it would change, a document or some passages, was deleted or rewritten since; no wording like it is left in today's text.
verdict_unplaced_explained = The document or the passage that it would change is not there as it was, and it cannot be told for sure where it went. To adopt it, someone has to find its place.

## Proposals that are alike, or for the same passage

absorbed_explained = This proposal was not adopted as it stands, but similar wording is in these places. This is told by the wording alone; whether it was taken from this proposal is not known.
absorbed_in = It is in { $version }.
absorbed_mentioned = The two proposals name each other.
absorbed_older = The adopted proposal was sent first.
absorbed_read = Read it in “{ $title }”
absorbed_share = { $n }% alike
absorbed_through = It came into { $version } through #{ NUMBER($number, useGrouping: "false") }.
absorbed_title = Similar wording in a version
absorbed_with = Other proposals with the same wording:
alike_contained = is part of this wording
alike_contains = holds this wording
alike_earliest = The first:
alike_family = { $n } proposals say the same, this one among them.
alike_identical = the same wording
alike_percent = ({ $n }% in common)
alike_same = nearly the same wording
alike_similar = partly the same
alike_title = Similar proposals
alternative_same = { $n } proposals with the same wording
contested_hottest = up to { $n } for the same paragraph or item
contested_requests =
    { $n ->
        [one] { $n } proposed change
       *[other] { $n } proposed changes
    }
mentions_title = Related proposals
passage_alone = No other proposal would change this section.
passage_others =
    { $n ->
        [one] { $n } other proposal would change this section.
       *[other] { $n } other proposals would change this section.
    }
passage_rivals = { $n } for the same paragraph or item:
passages_title = Proposals for the same passage
section_alternatives = Proposed wordings
section_empty = There is no text under this heading.
section_in_document = Read it in the document
section_lead =
    { $n ->
        [one] { $n } waiting proposal would change this section. Here is today's text, and the wordings that were sent.
       *[other] { $n } waiting proposals would change this section. Here is today's text, and the wordings that were sent.
    }
section_today = Today's text
sections_added = { $n } added
sections_all_pulls = All proposed changes
sections_changed = { $n } changed
sections_lead = Where in today's text proposals gather, most contested first. Choose a section to read the proposed wordings side by side.
sections_moved = { $n } moved
sections_none = No proposed changes are waiting.
sections_removed = { $n } removed
sections_title = Contested passages
sections_total =
    { $requests } { $requests ->
        [one] proposed change
       *[other] proposed changes
    } in { $n } { $n ->
        [one] section
       *[other] sections
    }.

## Proposals over time, and who sent them

backlog_lead =
    { $n ->
        [one] { $n } change proposal is open.
       *[other] { $n } change proposals are open.
    }
backlog_title = Proposals over time
contributor_count =
    { $n ->
        [one] { $n } proposal
       *[other] { $n } proposals
    }
contributor_merged = Adopted proposals
contributor_more = More from { $name }
contributor_pulls = Proposals sent
contributor_standing = Similar wording of proposals that were not adopted
contributor_standing_count = { $n } with similar wording in the text
contributor_title = Proposals from { $name }
contributors_all = Everyone who sent proposals
contributors_lead =
    { $n ->
        [one] Change proposals came under { $n } name. Programs that send them for people are listed by their own name.
       *[other] Change proposals came under { $n } names. Programs that send them for people are listed by their own name.
    }
contributors_title = Who sent proposals
plot_figures = The figures as a table
time_days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
time_hours =
    { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
time_minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
times = Time until a response
times_answer = Until the first answer
times_count = Proposals
times_decision = Until adopted or closed
times_explained = Median: half of the proposals took no longer. Those that still wait are not counted.
times_first = First quarter
times_median = Median
times_third = Three quarters
times_what = What

## History

history = History
history_began = First set down
history_below = Sections below it
history_came = Moved here from the document “{ $title }”
history_came_from = Moved here from another document
history_changed = Changed
history_count =
    { $n ->
        [one] { $n } change
       *[other] { $n } changes
    }
history_cut = What is older is not listed: there is too much of it.
history_discussed = Discussed in:{ " " }
history_documents = History by document
history_feed = Subscribe to changes (Atom)
history_lead = When the text of this proposal changed, how, and by whose request; newest first.
history_link =
    { $n ->
        [one] History ({ $n } change)
       *[other] History ({ $n } changes)
    }
history_next = Changes that the next version will have
history_none = Nothing is recorded.
history_of_document = History of “{ $title }”
history_of_section = History of “{ $title }”
history_omitted =
    { $n ->
        [one] There is { $n } older change.
       *[other] There are { $n } older changes.
    }
history_places = What changed:{ " " }
history_proposals =
    { $n ->
        [one] { $n } waiting request
       *[other] { $n } waiting requests
    }
history_read = Read the text as it is
history_sections = History by section
history_show_text = Show the text as it was then
history_version = Changes that are in { $version }
history_whole = History of the whole document
origins_show = Show where each paragraph comes from
since_count =
    { $n ->
        [one] { $n } passage
       *[other] { $n } passages
    }
since_label = Mark:
since_none = nothing
since_read = what changed since you last read it
since_version = what changed since { $version }

## Discussions

discussion_about = About:{ " " }
discussion_pulls = Change proposals:{ " " }
discussions = Discussions
discussions_elsewhere = Discussions of single parts, or mentioned in the text ({ $n })
discussions_general = Discussions of the whole proposal
discussions_here = Discussions about this document
discussions_lead = Where this proposal is being discussed, on other sites.
discussions_none = No discussions are linked yet.
post_number = Post { NUMBER($n, useGrouping: "false") }
post_since = this passage has changed since
post_then = the text then ({ $version })
posts_about = Posts about this passage
topic_archived = Archived
topic_as_of = As it was on { $date }.
topic_before = Goes on from
topic_children = Led to
topic_closed = Closed
topic_counts =
    { $n ->
        [one] { $n } post
       *[other] { $n } posts
    }
topic_documents = About
topic_goes_on = Goes on in{ " " }
topic_gone = Removed
topic_last = last post{ " " }
topic_likes =
    { $n ->
        [one] { $n } like
       *[other] { $n } likes
    }
topic_line = Posts over time
topic_moved = Moved
topic_open = Open
topic_parent = Comes from
topic_people =
    { $n ->
        [one] { $n } person
       *[other] { $n } people
    }
topic_posts = Posts about this proposal
topic_private = Not public
topic_pulls = Change proposals
topic_read = Read it and have your say
topic_read_only = Read the discussion

## Taking part

how_account = Sign up on { $host } and log in.
how_account_link = Sign-up page
how_after = What happens then
how_after_link = List of change proposals
how_after_text = When this site is next updated, your proposal appears in the list, where everyone can read it against the text. Those who look after the text read it and adopt it, talk it over with you, or decline it. Until then the text stays as it is.
how_change = Suggest a change to the text
how_change_lead = The text is kept on { $host }. With a free account there, you can suggest a change in your browser; nothing needs to be installed.
how_discuss = Join a discussion
how_discuss_link = List of discussions
how_discuss_text = Opinions and questions belong in the discussions. Those about a document or one of its parts open from “Take part” there.
how_forgejo_fork = If you may not edit the file, press “Fork”. This makes a copy of your own to work on; the original is not touched.
how_forgejo_send = Say why, and create the pull request: it is sent. “Words to begin with”, at the end of each document, can be pasted into the description.
how_forgejo_write = Change the text, say in a few words what you changed, choose to create a new branch and start a pull request, and send it.
how_github_fork = The first time, you are asked to “Fork this repository”. This makes a copy of your own to work on; the original is not touched.
how_github_send = Check your change on the next page and press “Create pull request”. Say why, and press “Create pull request” once more: it is sent. “Words to begin with”, at the end of each document, can be pasted into the description.
how_github_write = Change the text, press “Commit changes…”, say in a few words what you changed, and press “Propose changes”.
how_gitlab_fork = The first time, you are asked to “Fork” the project. This makes a copy of your own to work on; the original is not touched.
how_gitlab_send = On the page “New merge request”, say why, and press “Create merge request”: it is sent. “Words to begin with”, at the end of each document, can be pasted into the description.
how_gitlab_write = Change the text, say in a few words what you changed, and press “Commit changes”.
how_lead = Anyone can read this proposal, say what they think, and suggest changes to its text. It takes little preparation.
how_no_forge = This site does not say yet where changes to the text can be sent. If you see something to change, please use one of the ways below.
how_open = Open the document you want to change. At its end, or beside the heading of the part you mean, choose to suggest an edit. The editor opens on that file.
how_open_link = Open the text
how_title = How to take part
how_without = Without an account
how_without_none = This site has no way yet that needs no account. Someone who has one can send your change for you: give them the address of the page you mean, and your words.
how_without_text = You can also be heard without signing up anywhere. Give the address of the page you mean, so that it is clear.
part_discuss = Join the discussion
part_edit = Suggest an edit
part_issue = Report a problem
part_mail = Write an e-mail
part_new_topic = Open a discussion
part_other = Take part
request_words = Words to begin with
request_words_lead = To be pasted into the description of a change that you suggest.
take_part = Take part
take_part_how = New here? How to take part
take_part_none = No ways of taking part are listed yet.
take_part_short = Take part

## Citations

cite_accessed = Add the day you read it, where it is asked for.
cite_lead = These citations name the text of { $version }. Its address stays the same when newer versions come.
cite_lead_next = These citations name the text that is not yet a version, by its commit.
cite_no_address = This site has not been told where it is published (base_url), so a full address cannot be given: the place within the site is.
cite_no_commit_address = A text that is not yet a version has no address that stays: it is named by its commit.
cite_passage = The passage you selected
cite_read = Read the text
cite_sections = By section
cite_selected = Cite the selected passage
cite_source = This part of the source file
cite_text = As text
cite_this = Cite this document
cite_title = Cite “{ $title }”

## Search

search_apart =
    { $n ->
        [one] No section has all of the words. These { $n } section is from documents that do.
       *[other] No section has all of the words. These { $n } sections are from documents that do.
    }
search_failed = The index could not be loaded. Check your connection and try again.
search_found =
    { $n ->
        [one] Found in { $n } section.
       *[other] Found in { $n } sections.
    }
search_found_pulls =
    { $n ->
        [one] Found in { $n } proposed change. They were written by participants and are not official.
       *[other] Found in { $n } proposed changes. They were written by participants and are not official.
    }
search_hint = Finds two letters or more anywhere in the text. With spaces between words, finds places that have all of them; “quotation marks” keep words together.
search_in = Where to look
search_latest = Newest version
search_looking = Searching…
search_more = Show more
search_none = Nothing found. Try fewer letters, or look elsewhere.
search_outline = Look by heading
search_pulls = Proposed changes
search_stale = The site has been renewed. Please reload the page.
search_versions = Other versions
search_without = Searching by typing needs JavaScript. Use the headings below, or your browser’s own “find in page”.
