//! The finished themes (`www/themes/`), for the page and the pictures that no script draws.

use crate::view::{Colours, DARK, LIGHT, Paint};
use std::str::FromStr;

/// A finished theme: its name, and its style sheet, which styles an element that has the name for a class.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub name: &'static str,
    pub css: &'static str,
}

/// All of them; a test compares with the folder.
pub const LOOKS: [Look; 3] = [
    Look { name: "broadsheet", css: include_str!("../../../www/themes/broadsheet.css") },
    Look { name: "bulletin", css: include_str!("../../../www/themes/bulletin.css") },
    Look { name: "desk", css: include_str!("../../../www/themes/desk.css") },
];

/// The families that a picture names, which is shown with the fonts of whoever shows it.
const FAMILIES: &str =
    "system-ui, 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Hebrew', 'Segoe UI', sans-serif";

impl FromStr for Look {
    type Err = String;

    fn from_str(name: &str) -> Result<Look, String> {
        LOOKS.into_iter().find(|look| look.name == name).ok_or_else(|| {
            format!("no finished theme has this name: they are {}", LOOKS.map(|look| look.name).join(", "))
        })
    }
}

impl Look {
    /// A property's value, as in `--donation-flow-text: light-dark(#000, #fff);`
    fn property(&self, name: &str) -> Option<&'static str> {
        let css: &'static str = self.css;
        let (_, after) = css.split_once(&format!("--donation-flow-{name}: "))?;
        Some(after.split_once(';')?.0)
    }

    /// The same of a colour, in the light and in the dark.
    fn colour(&self, name: &str) -> Option<[&'static str; 2]> {
        let (light, dark) =
            self.property(name)?.strip_prefix("light-dark(")?.strip_suffix(')')?.split_once(", ")?;
        Some([light, dark])
    }

    /// Its colours in the light and in the dark; none where its style sheet does not say one of them.
    fn colours(&self) -> Option<[Colours; 2]> {
        let names = ["background", "text", "muted", "hairline", "quiet", "accent", "outflow"];
        let mut pairs = [["", ""]; 7];
        for (pair, name) in pairs.iter_mut().zip(names) {
            *pair = self.colour(name)?;
        }
        let of = |scheme: usize| {
            let [background, text, muted, hairline, quiet, accent, outflow] =
                pairs.map(|[light, dark]| if scheme == 0 { light } else { dark });
            Colours { background, text, muted, hairline, quiet, accent, outflow }
        };
        Some([of(0), of(1)])
    }
}

/// How a picture is painted: in a finished theme's colours and fonts, or the panel's own.
pub fn paint(theme: &str, look: Option<Look>) -> Paint<'_> {
    let [light, dark] = look.and_then(|look| look.colours()).unwrap_or([LIGHT, DARK]);
    let families = look.and_then(|look| look.property("font")).unwrap_or(FAMILIES);
    Paint { theme, light, dark, families }
}
