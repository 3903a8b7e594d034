//! The known word that a mistyped one most likely meant.

/// The candidate nearest to `word`, if one is near enough to be worth offering.
///
/// Distance is Damerau's (insert, delete, replace, swap neighbours), at most a third of the word's length.
/// Among equals the first in alphabetical order wins, so that the answer never depends on the order of the
/// candidates.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().take(LONGEST).collect();
    let limit = (letters.len() / 3).max(1);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        if candidate.len().abs_diff(word.len()) > limit * 4 {
            continue;
        }
        let allowed = best.map_or(limit, |(distance, _)| distance);
        let Some(distance) = distance(&letters, candidate, allowed) else { continue };
        if best.is_none_or(|known| (distance, candidate) < known) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Words longer than this are compared by their beginning only; it keeps hostile input cheap.
const LONGEST: usize = 64;

fn distance(word: &[char], other: &str, limit: usize) -> Option<usize> {
    let other: Vec<char> = other.chars().take(LONGEST).collect();
    if word.len().abs_diff(other.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in word.iter().enumerate() {
        let mut current = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let replace = previous[j] + usize::from(!a.eq_ignore_ascii_case(b));
            let mut cost = replace.min(previous[j + 1] + 1).min(current[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && word[i - 1] == *b {
                cost = cost.min(before[j - 1] + 1);
            }
            current.push(cost);
        }
        if current.iter().min().is_some_and(|least| *least > limit) {
            return None;
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn offers_what_was_meant() {
        let known = ["zone", "interface", "mechanism", "asset"];
        assert_eq!(nearest("intreface", known), Some("interface"));
        assert_eq!(nearest("mechansim", known), Some("mechanism"));
        assert_eq!(nearest("zon", known), Some("zone"));
        assert_eq!(nearest("quux", known), None);
        assert_eq!(nearest("", known), None);
    }
}
