//! What the panel draws for a page, as a picture that stands alone.
//!
//! A page brings direction, keyboard and links with it; a picture has none of them. So marks for the keyboard and links go,
//! and texts of a language that reads from right to left are embedded as such, with their anchors turned round: a renderer
//! of pictures knows no direction.

use quick_xml::events::attributes::AttrError;
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

/// Right-to-left isolate and its end (UAX #9).
const RLI: &str = "\u{2067}";
const PDI: &str = "\u{2069}";

/// Attributes that only a page has a use for.
const OF_A_PAGE: [&str; 8] =
    ["data-mark", "data-source", "tabindex", "href", "target", "rel", "data-readout", "aria-hidden"];

/// The picture's text, from an `<svg>` that the view drew.
///
/// # Errors
///
/// Where the text is no well-formed XML.
pub fn stand_alone(svg: &str, is_rtl: bool) -> Result<String, String> {
    let mut reader = Reader::from_str(svg);
    let mut writer = Writer::new(Vec::new());
    let said = |error: &dyn std::fmt::Display| format!("the picture is no XML: {error}");
    loop {
        let event = reader.read_event().map_err(|error| said(&error))?;
        let embeds = is_rtl && matches!(&event, Event::Start(tag) if tag.name().as_ref() == "text");
        let ends = is_rtl && matches!(&event, Event::End(tag) if tag.name().as_ref() == "text");
        let event = match event {
            Event::Eof => break,
            Event::Start(tag) => Event::Start(bare(&tag, is_rtl).map_err(|error| said(&error))?),
            Event::Empty(tag) if is_of_a_page(&tag) => continue,
            Event::Empty(tag) => Event::Empty(bare(&tag, is_rtl).map_err(|error| said(&error))?),
            Event::End(tag) if tag.name().as_ref() == "a" => {
                Event::End(quick_xml::events::BytesEnd::new("g"))
            }
            event => event,
        };
        if ends {
            writer.write_event(Event::Text(BytesText::from_escaped(PDI))).map_err(|error| said(&error))?;
        }
        writer.write_event(event).map_err(|error| said(&error))?;
        if embeds {
            writer.write_event(Event::Text(BytesText::from_escaped(RLI))).map_err(|error| said(&error))?;
        }
    }
    String::from_utf8(writer.into_inner()).map_err(|error| said(&error))
}

/// What only takes a pointer.
fn is_of_a_page(tag: &BytesStart) -> bool {
    tag.attributes()
        .flatten()
        .any(|attribute| attribute.key.as_ref() == "class" && &*attribute.value == "hit")
}

fn bare(tag: &BytesStart, is_rtl: bool) -> Result<BytesStart<'static>, AttrError> {
    let name = tag.name();
    let is_link = name.as_ref() == "a";
    let name = if is_link { "g" } else { name.as_ref() };
    let mut bare = BytesStart::new(name.to_owned());
    for attribute in tag.attributes() {
        let mut attribute = attribute?;
        let key = attribute.key.as_ref();
        if OF_A_PAGE.contains(&key) {
            continue;
        }
        if key == "text-anchor" && is_rtl {
            let turned = match &*attribute.value {
                "start" => "end",
                "end" => "start",
                other => other,
            };
            attribute.value = turned.to_owned().into();
        }
        bare.push_attribute(attribute);
    }
    Ok(bare)
}
