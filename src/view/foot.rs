//! Foot: how it is counted, whose addresses these are, what is missing, what this cannot show.

use super::text::{clean, in_language};
use super::{Money, Panel, chain_name, head, link};
use maud::{Markup, html};

pub(super) fn section(panel: &Panel) -> Markup {
    let locale = panel.locale;
    let report = panel.report;
    let gaps = report.gaps.len() as u64;
    html! {
        details {
            summary { (panel.word("foot.method")) }
            @for key in ["method.gross", "method.internal", "method.returned", "method.senders", "method.pending", "method.time"] {
                p { (panel.word(key)) }
            }
        }
        details {
            summary { (locale.count("foot.addresses", report.campaign.addresses.len() as u64, &[])) }
            (addresses(panel))
        }
        details {
            summary { (locale.count("gap.count", gaps, &[])) }
            @if gaps == 0 { p { (panel.word("gap.none-means")) } } @else { (head::gap_list(panel)) }
        }
        details {
            summary { (panel.word("foot.cannot")) }
            @for key in ["cannot.who", "cannot.exchange", "cannot.all", "cannot.listed"] {
                p { (panel.word(key)) }
            }
        }
        p.made { bdi { "donation-flow" } " · " (panel.word("foot.licence")) }
    }
}

fn addresses(panel: &Panel) -> Markup {
    let locale = panel.locale;
    let campaign = &panel.report.campaign;
    html! {
        @if let Some(description) = &campaign.description { p { bdi { (in_language(description, locale)) } } }
        ul.addresses {
            @for address in campaign.addresses.iter().take(200) {
                li {
                    bdi.address dir="ltr" { (clean(&address.address)) }
                    " " span.muted { (chain_name(locale, address.chain)) }
                    @if let Some(note) = &address.note { " " bdi { (in_language(note, locale)) } }
                    @if let Some(url) = &address.link {
                        " · " (link(url, panel.word("foot.at-explorer"), panel.word("foot.at-explorer")))
                    }
                    @if let Some(url) = &address.proof_of_publication {
                        " · " (link(url, panel.word("foot.proof"), panel.word("foot.proof")))
                    }
                    @if let Some(asset) = panel.asset.filter(|asset| asset.chain == address.chain) {
                        @if let Some(own) = asset.per_address.iter().find(|own| own.address == address.address) {
                            br;
                            span.muted {
                                (panel.word("timeline.received")) " " (Money::of(asset, locale).exact(own.received))
                                " · "
                                (panel.word("timeline.spent")) " " (Money::of(asset, locale).exact(own.spent))
                            }
                        }
                    }
                }
            }
        }
    }
}
