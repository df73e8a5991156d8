"""One language of signs for every page and paper, and the one place where text becomes HTML.

A page shows `show.signs("compare.html", rows=..., rounds=...)`: it fills the template of that name in this folder and
draws it. A template begins with an element of the class `signs` and takes its signs from `signs.html`:

    {% import "signs.html" as signs %}
    <div class="signs">
    <table role="table" aria-label="Items" class="cards">
      <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Item</th> ... </tr></thead>
      <tbody role="rowgroup">
      {% for row in rows %}
      <tr role="row">
        <th role="rowheader" scope="row">{{ signs.name(row.title) }}</th>
        <td role="cell">{{ signs.strip(row.path) }}</td>
        <td role="cell">{{ signs.moved(row.moved) }}</td>
      </tr>
      {% endfor %}
      </tbody>
    </table>
    </div>

The roles keep the table a table where the style sheet makes its rows cards on a phone (`class="cards"`). What people
typed goes into `{{ }}` as it is and is escaped there; a name of a service, a round or an item goes into
`signs.name(text)`, which also keeps Arabic or Hebrew from turning around what stands beside it. Nobody marks data as
safe. A value that a template asks for and was not given is an error.

What each macro takes, all made here from plain facts, and all read out as their `says`:

| macro | takes | shows |
|---|---|---|
| `cell(cell)` | `Cell.of(framework, level, steps)` | a level on its tint, ▲ or ▼ if it moved; unknown is a dashed box |
| `strip(path)` | `Path(cells)` | one cell a round, the oldest first |
| `stairs(path)` | `Path(cells)` | one step a round, as high as its level, the level on top |
| `steps(path)` | `Path(cells)` | one small column a round; print `path.ends` beside it, `4→5` |
| `columns(rounds)` | some `Column(name, label)`s | the rounds over `stairs`, as wide as these |
| `step(step)` | `Step(steps)` | how far one thing moved: `▲1`, nothing for not at all, a dash for not comparable |
| `moved(moved)` | `Moved(up, down, same, most)` | two neutral bars with their numbers, ▼ left and ▲ right |
| `arrows(moved)` | `Moved(...)` | the same numbers without bars, where rows are many: `▲3 ▼1` |
| `track(track)` | `Track.of(framework, own, people)` | ● the service, ◆ people, the gap as a line and in words |
| `band(band)` | `Band.of(framework, own, beside)` | ● the service over the middle half of its peers |
| `trend(trend)` | `Trend(counts)` | one small column a round: the share high above the line, the share low below it |
| `legend(keys)` | `keys_of(framework)`, or any `Key`s | what the tints and signs stand for |
| `link(link)` | `Link(page, text, parameters)` | a link to a page that keeps the session |
| `name(text)` | a text that somebody typed | the text, whatever way it is written |
| `heard(text)` | a sentence | nothing: it is read out only |

Turned headings are `<th class="turned"><span>...</span></th>`. `strong` in a template is two levels apart or more, and
never a decoration. The colours are those of `charts.palette`; a test compares them with the style sheet.
"""

from assess.present.signs.rendering import remembered, render, without_links
from assess.present.signs.values import (
    Band,
    Cell,
    Column,
    Entry,
    Key,
    Link,
    Moved,
    Path,
    Section,
    Step,
    Track,
    Trend,
    keys_of,
)

__all__ = [
    "Band",
    "Cell",
    "Column",
    "Entry",
    "Key",
    "Link",
    "Moved",
    "Path",
    "Section",
    "Step",
    "Track",
    "Trend",
    "keys_of",
    "remembered",
    "render",
    "without_links",
]
