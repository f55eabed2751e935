//! Values of targets in words, for the arguments of messages.

use crate::plan::{Comparator, Target};

/// A target's value as a reader would write it: ≥90%, 50—100人, 1:1.6.
pub fn target_value(target: &Target) -> String {
    let value = target.value.normalize();
    let unit = target.unit.split('/').next().unwrap_or("");
    let number = match (target.unit.strip_suffix(":x"), target.value2) {
        _ if target.unit == "x:1" => format!("{value}:1"),
        (Some(first), _) => format!("{first}:{value}"),
        (None, Some(to)) => format!("{value}—{}{unit}", to.normalize()),
        (None, None) => format!("{value}{unit}"),
    };
    let sign = match target.op {
        Comparator::AtLeast => "≥",
        Comparator::AtMost => "≤",
        Comparator::More => "＞",
        Comparator::Less => "＜",
        Comparator::About => "约",
        Comparator::Exactly | Comparator::Range => "",
    };
    format!("{sign}{number}")
}
