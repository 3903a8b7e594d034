//! The words and signs of an expression.

/// A word or sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    And,
    Or,
    Not,
    Open,
    Close,
    /// `==`, `!=`, `>=`, `<=` or `has`.
    Operator(&'a str),
    /// A path or a value.
    Word(&'a str),
}

impl<'a> Token<'a> {
    /// As it is written.
    pub(super) fn text(self) -> &'a str {
        match self {
            Token::And => "and",
            Token::Or => "or",
            Token::Not => "not",
            Token::Open => "(",
            Token::Close => ")",
            Token::Operator(text) | Token::Word(text) => text,
        }
    }
}

/// Tokens with their byte offsets, or the first character that is part of none.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token<'_>)>, (usize, char)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = match read(rest) {
            Read::Space(length) => length,
            Read::Token(token) => {
                found.push((at, token));
                token.text().len()
            }
            Read::Bad(character) => return Err((at, character)),
        };
        at += length;
    }
    Ok(found)
}

enum Read<'a> {
    Space(usize),
    Token(Token<'a>),
    Bad(char),
}

fn read(rest: &str) -> Read<'_> {
    let Some(first) = rest.chars().next() else { return Read::Space(1) };
    if first.is_whitespace() {
        return Read::Space(first.len_utf8());
    }
    if let Some(operator) = ["==", "!=", ">=", "<="].into_iter().find(|operator| rest.starts_with(operator)) {
        return Read::Token(Token::Operator(operator));
    }
    match first {
        '(' => Read::Token(Token::Open),
        ')' => Read::Token(Token::Close),
        _ if in_word(first) => {
            let end = rest.find(|character| !in_word(character)).unwrap_or(rest.len());
            Read::Token(match rest.get(..end).unwrap_or(rest) {
                "and" => Token::And,
                "or" => Token::Or,
                "not" => Token::Not,
                "has" => Token::Operator("has"),
                word => Token::Word(word),
            })
        }
        _ => Read::Bad(first),
    }
}

// An underscore is let into words so that `drives_outputs` is refused as a whole, with the right spelling.
fn in_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_')
}
