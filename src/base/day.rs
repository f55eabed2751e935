//! The present day.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// The present day where the program runs.
///
/// The zone of a Unix machine is read from its own file: to ask for it by its name looks through all zones of the
/// world first, a thousand files for one date. `TZ` is obeyed where it is set.
pub fn today() -> Date {
    let own = || TimeZone::tzif("Local", &std::fs::read("/etc/localtime").ok()?).ok();
    match cfg!(unix).then(own).flatten().filter(|_| std::env::var_os("TZ").is_none()) {
        Some(zone) => Timestamp::now().to_zoned_datetime(zone).date(),
        None => ZonedDateTime::now().date(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_day_of_the_zone_of_the_machine() {
        let before = ZonedDateTime::now().date();
        let told = today();
        assert!(before <= told && told <= ZonedDateTime::now().date());
    }
}
