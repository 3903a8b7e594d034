//! x
use crate::error::Error;
use crate::model::Bill;
use crate::reading::Limits;
pub(crate) fn read(_text: &[u8], _limits: &Limits) -> Result<Bill, Error> {
    Err(Error::at(0, "XML"))
}
