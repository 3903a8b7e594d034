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

/// The distance, if it is within the limit. Only the band of the table within the limit is worked out, in rows
/// on the stack: this runs for every id of a kind.
fn distance(word: &[char], other: &str, limit: usize) -> Option<usize> {
    let mut letters = ['\0'; LONGEST];
    let mut length = 0;
    for (slot, letter) in letters.iter_mut().zip(other.chars()) {
        *slot = letter;
        length += 1;
    }
    let other = letters.get(..length)?;
    if word.len().abs_diff(length) > limit {
        return None;
    }
    let far = limit + 1;
    let mut rows = [[far as u8; LONGEST + 1]; 3];
    let [mut before, mut previous, mut current] = rows.each_mut();
    for (j, cell) in previous.iter_mut().enumerate().take(length + 1) {
        *cell = j.min(far) as u8;
    }
    for (i, a) in word.iter().enumerate() {
        current.fill(far as u8);
        if i < limit {
            current[0] = i as u8 + 1;
        }
        let mut least = current[0];
        for j in i.saturating_sub(limit)..length.min(i + limit + 1) {
            let b = other[j];
            let replace = previous[j] + u8::from(!a.eq_ignore_ascii_case(&b));
            let mut cost = replace.min(previous[j + 1] + 1).min(current[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && word[i - 1] == b {
                cost = cost.min(before[j - 1] + 1);
            }
            current[j + 1] = cost.min(far as u8);
            least = least.min(cost);
        }
        if usize::from(least) > limit {
            return None;
        }
        (before, previous, current) = (previous, current, before);
    }
    Some(usize::from(previous[length])).filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, distance, nearest};

    /// Damerau's distance by its definition, without band or limit.
    fn by_definition(a: &[char], b: &[char]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = match (i, j) {
                    (0, j) => j,
                    (i, 0) => i,
                    _ => {
                        let replace = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                        let mut cost = replace.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                        if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                            cost = cost.min(table[i - 2][j - 2] + 1);
                        }
                        cost
                    }
                };
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn the_band_leaves_nothing_out() {
        let mut seed = 7_u32;
        let mut word = || {
            let mut next = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                seed >> 16
            };
            let length = next() % 9;
            (0..length).map(|_| char::from(b'a' + (next() % 3) as u8)).collect::<String>()
        };
        for _ in 0..20_000 {
            let (one, other) = (word(), word());
            let letters: Vec<char> = one.chars().take(LONGEST).collect();
            let exact = by_definition(&letters, &other.chars().collect::<Vec<_>>());
            for limit in 1..4 {
                assert_eq!(
                    distance(&letters, &other, limit),
                    (exact <= limit).then_some(exact),
                    "{one} {other} {limit}"
                );
            }
        }
    }

    #[test]
    fn offers_what_was_meant() {
        let known = ["zone", "interface", "mechanism", "asset"];
        assert_eq!(nearest("intreface", known), Some("interface"));
        assert_eq!(nearest("mechansim", known), Some("mechanism"));
        assert_eq!(nearest("zon", known), Some("zone"));
        assert_eq!(nearest("quux", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("a-word-that-is-very-much-longer-than-any-id-that-people-choose-for-records", known), None);
    }
}
