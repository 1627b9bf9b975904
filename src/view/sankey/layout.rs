//! Where nodes, links and their texts stand: integers, left to right. Paint mirrors it.
//!
//! Passes: share out the height, level the two sides, stack the columns, place the texts, shift texts apart.

use crate::view::chart::scaled;
use crate::view::text::{fit, width};

/// What one side of the drawing has to show.
#[derive(Clone, Debug)]
pub struct Node {
    /// The name, and a shorter one where there is one.
    pub name: [String; 2],
    /// The second line, and a shorter one.
    pub detail: [String; 2],
    pub class: &'static str,
    /// Its `data-mark`: the same in each drawing of the asset.
    pub mark: String,
    /// What a screen reader and the line below the chart say.
    pub sentence: String,
    /// Where that can be read: URLs, a space between two.
    pub sources: String,
    /// A list names them, in force: the node bears a mark.
    pub is_listed: bool,
    pub value: u128,
}

#[derive(Clone, Copy, Debug)]
pub struct Extent {
    pub width: i32,
    pub height: i32,
}

pub struct Layout<'a> {
    pub extent: Extent,
    pub sources: Vec<Placed<'a>>,
    pub destinations: Vec<Placed<'a>>,
    /// The campaign's own node: top and height.
    pub middle: (i32, i32),
    pub middle_text: String,
}

/// A node, its link to the middle, and its text.
#[derive(Clone, Debug)]
pub struct Placed<'a> {
    pub class: &'static str,
    pub mark: &'a str,
    pub sentence: &'a str,
    pub sources: &'a str,
    pub is_listed: bool,
    /// Of the node, and of its link at this end.
    pub y: i32,
    /// Of the node, and the link's thickness all along.
    pub height: i32,
    /// Of the link where it meets the middle.
    pub middle_y: i32,
    /// The middle of the text's box, and the box's height.
    pub text_y: i32,
    pub text_height: i32,
    pub name: String,
    pub detail: Option<&'a str>,
}

pub const NODE_WIDTH: i32 = 10;
/// Between a node and its text.
pub const TEXT_GAP: i32 = 8;
pub const LINE: i32 = 17;
pub const FONT: i32 = 13;
pub const DETAIL_FONT: i32 = 12;
/// Above the drawing, for the middle's text.
pub const HEAD: i32 = 24;
/// Between two nodes of a column, at most.
const PADDING: i32 = 22;

pub fn layout<'a>(sources: &'a [Node], destinations: &'a [Node], middle: &str, extent: Extent) -> Layout<'a> {
    let space = extent.height - HEAD;
    let most = sources.len().max(destinations.len()).max(1) as i32;
    // Some room between nodes always, and texts of thin nodes need more.
    let room = (space - (most - 1) * 10 - most).min(space * 7 / 10).max(most);
    let total = sum(sources).max(sum(destinations)).max(1);
    let mut heights_in = share_out(sources, total, room);
    let mut heights_out = share_out(destinations, total, room);
    level(&mut heights_in, &mut heights_out);
    let middle_height = heights_in.iter().sum::<i32>().max(heights_out.iter().sum::<i32>()).max(1);
    let middle_y = HEAD + (space - middle_height) / 2;
    Layout {
        extent,
        sources: stack(sources, &heights_in, middle_y, extent),
        destinations: stack(destinations, &heights_out, middle_y, extent),
        middle: (middle_y, middle_height),
        middle_text: fit(middle, FONT, extent.width - 8),
    }
}

/// How wide a node's text may be: up to the middle's node, with air.
pub fn text_room(extent: Extent) -> i32 {
    extent.width / 2 - NODE_WIDTH / 2 - NODE_WIDTH - 2 * TEXT_GAP
}

fn sum(nodes: &[Node]) -> u128 {
    nodes.iter().map(|node| node.value).sum()
}

/// The thickness of every link, at least one pixel, by one scale for both sides.
fn share_out(nodes: &[Node], total: u128, room: i32) -> Vec<i32> {
    let mut heights = Vec::with_capacity(nodes.len());
    for node in nodes {
        heights.push(scaled(node.value, total, room).max(1));
    }
    heights
}

/// Rounding leaves the sides a few pixels apart: the thickest link of the thinner side takes them.
fn level(one: &mut [i32], other: &mut [i32]) {
    let difference = one.iter().sum::<i32>() - other.iter().sum::<i32>();
    let thinner = if difference < 0 { one } else { other };
    // Sides of truly different sums (a part that is not known) stay different.
    if difference.abs() <= 12
        && let Some(thickest) = thinner.iter_mut().max()
    {
        *thickest += difference.abs();
    }
}

/// One column, from the top down, and its links in the same order at the middle.
fn stack<'a>(nodes: &'a [Node], heights: &[i32], middle_y: i32, extent: Extent) -> Vec<Placed<'a>> {
    let (space, room) = (extent.height - HEAD, text_room(extent));
    let sum: i32 = heights.iter().sum();
    let gaps = nodes.len().saturating_sub(1) as i32;
    let padding = if gaps > 0 { ((space - sum) / gaps).clamp(0, PADDING) } else { 0 };
    let mut y = HEAD + (space - sum - gaps * padding) / 2;
    let mut meeting = middle_y;
    let mut placed = Vec::with_capacity(nodes.len());
    for (node, &height) in nodes.iter().zip(heights) {
        let name = first_that_fits(&node.name, FONT, room).unwrap_or(shortest(&node.name));
        placed.push(Placed {
            class: node.class,
            mark: &node.mark,
            sentence: &node.sentence,
            sources: &node.sources,
            is_listed: node.is_listed,
            y,
            height,
            middle_y: meeting,
            text_y: y + height / 2,
            text_height: LINE,
            name: fit(name, FONT, room),
            detail: first_that_fits(&node.detail, DETAIL_FONT, room),
        });
        y += height + padding;
        meeting += height;
    }
    give_second_lines(&mut placed, space);
    shift_apart(&mut placed, extent.height);
    placed
}

fn first_that_fits(texts: &[String; 2], font_size: i32, room: i32) -> Option<&str> {
    texts.iter().map(String::as_str).find(|text| !text.is_empty() && width(text, font_size) <= room)
}

fn shortest([long, short]: &[String; 2]) -> &str {
    if short.is_empty() { long } else { short }
}

/// A second line for the thickest nodes first, while all texts still fit the column.
fn give_second_lines(placed: &mut [Placed], space: i32) {
    let mut used = placed.len() as i32 * LINE;
    let mut least = i32::MAX;
    // Height by height, from the thickest down.
    while let Some(height) = placed.iter().map(|node| node.height).filter(|height| *height < least).max() {
        least = height;
        for node in placed.iter_mut().filter(|node| node.height == height) {
            if node.detail.is_some() && height >= LINE && used + LINE <= space {
                node.text_height = 2 * LINE;
                used += LINE;
            } else {
                node.detail = None;
            }
        }
    }
}

/// Moves texts as little as it takes for none to touch the next, nor to leave the drawing.
fn shift_apart(placed: &mut [Placed], height: i32) {
    let mut least = HEAD;
    for node in placed.iter_mut() {
        let half = node.text_height / 2;
        node.text_y = node.text_y.max(least + half);
        least = node.text_y - half + node.text_height;
    }
    let mut most = height;
    for node in placed.iter_mut().rev() {
        let half = node.text_height / 2;
        node.text_y = node.text_y.min(most - node.text_height + half);
        most = node.text_y - half;
    }
}
