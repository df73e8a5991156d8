"""A chart as a finished Vega-Lite specification, and the layers that it is put together from."""

from collections.abc import Callable, Sequence
from typing import Any

import altair as alt
from altair.utils import schemapi

from assess.present.charts.layout import WORDS
from assess.present.charts.marks import chart_of
from assess.present.charts.palette import LIGHT, Palette

Drawing = Callable[[bool], alt.LayerChart]  # draws a chart; the argument is True for the dark theme


def spec(chart: alt.LayerChart) -> dict[str, Any]:
    """Return the finished Vega-Lite specification, as `st.vega_lite_chart(spec, theme=None)` takes it."""
    # Data stay inline: Streamlit would send each named dataset as a separate table.
    with alt.data_transformers.enable(consolidate_datasets=False):
        specification: dict[str, Any] = chart.to_dict(validate=False)
    return specification


def unchecked_spec(draw: Drawing, dark: bool) -> dict[str, Any]:
    """Return a chart as a finished specification, drawn without Altair's check of each part against its schema.

    The check costs more than all the rest; the tests make it.
    """
    with schemapi.debug_mode(False):
        # The style sheet for print finds charts by this name, to make them light.
        return spec(draw(dark)) | ({"name": "dark"} if dark else {})


def get_ready() -> None:
    """Draw a chart without showing it: the first of a process takes 15 ms longer, which no visitor should wait."""
    spec(layered_chart([chart_of([{"level": 1}]).mark_point().encode(alt.X("level:O"))], 1, LIGHT))


def layered_chart(layers: Sequence[alt.Chart], height: int, colours: Palette) -> alt.LayerChart:
    """Return layers as one chart of this height in pixels, as wide as its page, in the theme's colours."""
    axis = {"labelColor": colours.ink, "titleColor": colours.ink, "labelFontSize": WORDS, "titleFontSize": WORDS}
    return _Layers(
        # A layer without marks would be a nameless picture to a screen reader.
        layer=[layer for layer in layers if layer.data.values],
        width="container",
        height=height,
        # One value per side: Streamlit modifies `padding` and expects an object.
        padding={"left": 1, "top": 2, "right": 1, "bottom": 2},
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        usermeta={"embedOptions": {"actions": False}},
        # Passed here, because setting it later makes Altair copy the whole chart.
        config=alt.Config(font="inherit", background="transparent", axis=axis, legend=axis, view={"stroke": None}),
    )


class _Layers(alt.LayerChart):
    """A chart whose layers have nothing in common: Altair copies each one several times to look for what they have."""

    def __init__(self, layer: Sequence[alt.Chart], **look: Any) -> None:  # noqa: ANN401 - as Altair takes it
        alt.TopLevelLayerSpec.__init__(self, layer=list(layer), **look)
