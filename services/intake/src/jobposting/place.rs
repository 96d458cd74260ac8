//! Places of work.

use relais_proto::intake::PostalAddress;

use super::reader::{Node, Reader};

/// Properties of an address; an object with one of them is an address, not a place.
const ADDRESS: [&str; 5] = [
    "streetAddress",
    "postalCode",
    "addressLocality",
    "addressRegion",
    "addressCountry",
];

impl Reader {
    /// One place or several, each a `Place`, a `PostalAddress` or a text.
    pub(super) fn locations(&mut self, node: Option<Node<'_>>) -> Vec<PostalAddress> {
        let places = node.map(|node| node.items()).unwrap_or_default();
        places.iter().map(|place| self.location(place)).collect()
    }

    fn location(&mut self, place: &Node<'_>) -> PostalAddress {
        if place.is_object() && place.first_of(&ADDRESS).is_none() {
            let address = place
                .get("address")
                .and_then(|node| node.items().into_iter().next());
            return match address {
                Some(address) => self.address(&address),
                None => PostalAddress {
                    address_locality: self.text_at(place.get("name")),
                    ..PostalAddress::default()
                },
            };
        }
        self.address(place)
    }

    /// An address in words is kept whole; what commune it names is understood later.
    fn address(&mut self, node: &Node<'_>) -> PostalAddress {
        if !node.is_object() {
            return PostalAddress {
                street_address: self.text(node),
                ..PostalAddress::default()
            };
        }
        let country = node
            .get("addressCountry")
            .map(|country| self.named(&country, &["identifier", "alternateName", "name"]));
        PostalAddress {
            street_address: self.text_at(node.get("streetAddress")),
            postal_code: self.code_at(node.get("postalCode")),
            address_locality: self.text_at(node.get("addressLocality")),
            address_region: self.text_at(node.get("addressRegion")),
            address_country: country.unwrap_or_default(),
        }
    }
}
