//! An asset's daily closes in one currency, and which of them can be believed.

use super::Price;
use crate::chain::Day;

/// An asset's closes, one a day at most, whatever the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Series {
    closes: Vec<Close>,
}

/// What a source says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Close {
    pub day: Day,
    /// The day that the price is of: before `day` where the source is coarser than days.
    pub of: Day,
    pub price: Result<Price, Fault>,
}

/// Why a day has no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The source has none for it, or did not answer.
    Missing,
    /// Nought, below nought, or a jump from both its neighbours.
    Implausible,
}

/// How far apart a source's prices are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Granularity {
    Daily,
    /// Some are up to six days older than the day they stand for.
    Weekly,
}

/// A price that is more than so many times both its neighbours, or less than such a part of both, is not believed.
/// In the daily closes of five coins from 2014 to 2022 the largest jump there and back is 1.4, though a price has risen
/// fourfold in a day and stayed.
const JUMP: u128 = 3;

/// Neighbours are so many days away at most, and a price stands for so many days, less one.
const WEEK: i32 = 7;

impl Granularity {
    /// The name in reports, and of its word.
    pub fn name(self) -> &'static str {
        ["daily", "weekly"][self as usize]
    }
}

impl Close {
    /// A source's price for a day that it gives as of another, earlier one.
    pub fn new(day: Day, of: Day, price: Result<Price, Fault>) -> Close {
        let is_near = (day.0 - WEEK + 1..=day.0).contains(&of.0);
        Close { day, of, price: if is_near { price } else { Err(Fault::Missing) } }
    }

    pub fn granularity(&self) -> Granularity {
        if self.of == self.day { Granularity::Daily } else { Granularity::Weekly }
    }

    /// Which of two for one day counts: the one with a price, then the larger, then of the later day.
    fn rank(&self) -> (Option<Price>, Day) {
        (self.price.ok(), self.of)
    }
}

impl Series {
    pub fn take(&mut self, close: Close) {
        match self.place(close.day) {
            Ok(place) if close.rank() > self.closes[place].rank() => self.closes[place] = close,
            Ok(_) => {}
            Err(place) => self.closes.insert(place, close),
        }
    }

    /// The close of a day.
    ///
    /// # Errors
    ///
    /// Why there is none that can be believed.
    pub fn close(&self, day: Day) -> Result<(Price, Granularity), Fault> {
        let place = self.place(day).map_err(|_| Fault::Missing)?;
        let close = &self.closes[place];
        let price = close.price?;
        // Of a coarse source several days have one price.
        let near = |other: &Close| (other.day.0 - day.0).abs() <= WEEK && other.of != close.of;
        let neighbour = |other: &Close| other.price.ok().filter(|_| near(other));
        let before = self.closes[..place].iter().rev().find_map(neighbour);
        let after = self.closes[place..].iter().find_map(neighbour);
        if let (Some(before), Some(after)) = (before, after) {
            let [price, before, after] = [price, before, after].map(Price::atoms);
            if price > before.max(after) * JUMP || price * JUMP < before.min(after) {
                return Err(Fault::Implausible);
            }
        }
        Ok((price, close.granularity()))
    }

    /// The close of a day, or, where there is none, the last of the days before: exchanges rest on some.
    ///
    /// # Errors
    ///
    /// As [`Series::close`].
    pub fn latest(&self, day: Day) -> Result<Price, Fault> {
        let mut fault = Fault::Missing;
        for back in 0..WEEK {
            match self.close(Day(day.0 - back)) {
                Ok((price, _)) => return Ok(price),
                Err(Fault::Missing) => {}
                Err(other) => fault = other,
            }
        }
        Err(fault)
    }

    /// The last close, with its day, that can be believed.
    pub fn last(&self) -> Option<(Day, Price)> {
        let closes = self.closes.iter().rev();
        closes.map(|close| close.day).find_map(|day| Some((day, self.close(day).ok()?.0)))
    }

    fn place(&self, day: Day) -> Result<usize, usize> {
        self.closes.binary_search_by(|close| close.day.cmp(&day))
    }
}
