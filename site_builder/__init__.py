"""Markdown in, checked pages out: the story of one build.

    content/**.md ──▶ reading ──▶ library ──▶ compose ──▶ views ──▶ theme/*.html ──▶ site/
    site.yml         (entries,   (shelves:    (which pages         (Jinja2)
                      issues)     kind, tag,   there are)
                                  person)         ▲
                     body (Markdown → HTML) ──────┘      images · metadata · feeds · hosting · tokens

1. `reading.load` goes through every file below `content/`, `content` makes entries of them and of `site.yml` a `Site`:
   `frontmatter` turns YAML into the models of `schema`, and all that is wrong into `issues.Issue`s with file, line and
   the way to mend it. One issue is enough to stop, before anything in `site/` is touched. Bodies stay in their files
   (`texts`) until somebody asks.
   `facts` then tells, in fixed pages, what `site.yml`, `form.toml` and `registration.toml` promise (`{{ purposes }}`).
2. `content.is_public` leaves out drafts, what is to come and what is over on the day the site is built for (0:00 in
   Tokyo), `approval` what somebody who left has not agreed to. `library.Library` puts the rest on shelves: by
   kind, tag, person and year.
3. `compose.Composer.pages` says which pages there are: home, entries, lists, tags, archive, search, leaflet, 404.
4. `body.Renderer` renders each entry's Markdown (interviews by the grammar of `interview`), resolves links and pictures
   (`images.Gallery` names every size before it is made), and notes what leads nowhere.
5. `compose` (computed pages) and `articles` (those of entries) make the view of each page from shared `parts`: a frozen
   dataclass declared in `views`, which `templates` hands over with what all pages share. `metadata` adds what machines
   are told, `typography` where a title may break, `dates` how days are said, `cards` the picture a shared link shows.
6. `outputs` lists what is written beside the pages: `feeds` (Atom, iCalendar), `hosting` (sitemap, robots, redirects,
   headers), `tokens` (colours), and what `search` indexes.

`edition` takes these steps in their order, from reading to keeping.

None of this is done twice for nothing. `cache` keeps what the last build read, rendered and wrote, each with a mark of
all it was made from; `gathering` takes what a page shows of others as one value, so that the mark is the whole truth,
and `surroundings` says when none of those values can have changed; `stamps` which files did not;
`bodies` and `rebuild` make what has another mark now, `workers` on all processors, `published` puts it in place, and
`unchanged` knows when there is nothing to do. `watch` tells `serve` that somebody saved; `stages` where the time went.

`portable` rewrites finished pages for approvers, who open them from a folder.
MkDocs reads the configuration and calls in its order. Only two modules know it: `plugin` answers its events with an
`edition`, and `commands` starts it. `cli` is what editors type, `starter` makes the sample a firm's own site;
`importer` and `checks` serve them before anything is built. Nothing here knows `workflows`.
"""
