//! Ruby's requirements: `>= 1.0, < 2`, `~> 2.0.8` (2.0.8 and later, before 2.1).

use super::{NativeError, comparator, plus_one};
use crate::vers::{Comparator, Constraint};

pub(super) fn read(text: &str) -> Result<Vec<Vec<Constraint>>, NativeError> {
    let mut all = Vec::new();
    for part in text.split(',').map(str::trim) {
        let wrong = || NativeError::Part(part.to_owned());
        let Some(rest) = part.strip_prefix("~>") else {
            let (comparator, version) = comparator(part).unwrap_or((Comparator::Equal, part));
            if version.is_empty() {
                return Err(wrong());
            }
            all.push(Constraint::new(comparator, version));
            continue;
        };
        let version = rest.trim();
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let mut numbers: Vec<&str> = version.split(['.', '-']).take_while(is_number).collect();
        if numbers.len() > 1 {
            numbers.pop();
        }
        let last = numbers.pop().ok_or_else(wrong)?;
        let next = plus_one(last);
        numbers.push(&next);
        all.push(Constraint::new(Comparator::GreaterOrEqual, version));
        all.push(Constraint::new(Comparator::Less, numbers.join(".")));
    }
    Ok(vec![all])
}
