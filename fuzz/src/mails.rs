//! The reader of mails.

use vauban_formats::json::is_hostile;
use vauban_formats::mail;

/// Any bytes as a mail.
///
/// # Panics
/// When the reader breaks a promise: that is what a fuzzer looks for.
pub fn mail(data: &[u8]) {
    let Ok(read) = mail::read(data) else { return };
    let lines = [&read.subject, &read.from, &read.message_id];
    for line in lines.into_iter().chain(&read.attachments) {
        assert!(line.len() <= mail::LONGEST_HEADER && !line.contains(is_hostile), "{line:?}");
    }
    assert!(read.text.len() <= mail::LONGEST_TEXT, "{} bytes", read.text.len());
    assert!(!read.text.contains(|c| c != '\n' && is_hostile(c)), "{:?}", read.text);
    for at in [&read.written, &read.received].into_iter().flatten() {
        assert!(at.len() >= 20 && at.is_ascii(), "{at}");
    }
}
