//! Turns `s12:3 o4:1` into the term `s12` three times and `o4` once: the strength of a concept is
//! kept as the frequency of its term, where it is compressed with the postings.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::STRENGTHS;

/// The name under which the tokenizer is known to the index.
pub(super) const NAME: &str = "strengths";

#[derive(Clone, Default)]
pub(super) struct Strengths {
    token: Token,
}

pub(super) struct Stream<'a> {
    rest: std::str::SplitAsciiWhitespace<'a>,
    again: usize,
    token: &'a mut Token,
}

impl Tokenizer for Strengths {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.token.reset();
        Stream {
            rest: text.split_ascii_whitespace(),
            again: 0,
            token: &mut self.token,
        }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        if self.again == 0 {
            let Some((term, strength)) = self.rest.next().and_then(|word| word.split_once(':'))
            else {
                return false;
            };
            self.token.text.clear();
            self.token.text.push_str(term);
            self.again = strength.parse().unwrap_or(1).clamp(1, STRENGTHS);
        }
        self.again -= 1;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
