//! A cursor over bytes that never reads past their end.

#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// The next `count` bytes, or `None` if there are fewer.
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn four(&mut self) -> Option<[u8; 4]> {
        self.array()
    }

    pub(super) fn big_u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn little_u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    /// A length that may not fit the machine's address space is no length of ours.
    pub(super) fn big_u32(&mut self) -> Option<usize> {
        self.array().map(u32::from_be_bytes).and_then(|n| usize::try_from(n).ok())
    }

    pub(super) fn little_u32(&mut self) -> Option<usize> {
        self.array().map(u32::from_le_bytes).and_then(|n| usize::try_from(n).ok())
    }
}
