//! The codes that an offer may use.

/// `employmentType` of schema.org's `JobPosting`, as search engines and job boards write it.
pub const EMPLOYMENT_TYPES: [&str; 8] = [
    "FULL_TIME",
    "PART_TIME",
    "CONTRACTOR",
    "TEMPORARY",
    "INTERN",
    "VOLUNTEER",
    "PER_DIEM",
    "OTHER",
];

/// `unitText` of a salary.
pub const SALARY_UNITS: [&str; 5] = ["HOUR", "DAY", "WEEK", "MONTH", "YEAR"];

/// The languages that the relay writes in.
pub const LANGUAGES: [&str; 4] = ["fr", "en", "nl", "de"];

/// ISO 3166-1 alpha-2.
const COUNTRIES: &str = "\
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH \
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT \
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS \
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI \
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG \
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG \
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// Names that publishers write for the countries around Liège.
const COUNTRY_NAMES: [(&str, &[&str]); 5] = [
    ("BE", &["bel", "belgium", "belgique", "belgië", "belgien"]),
    ("FR", &["fra", "france", "frankrijk", "frankreich"]),
    (
        "NL",
        &["nld", "netherlands", "pays-bas", "nederland", "niederlande"],
    ),
    (
        "DE",
        &["deu", "germany", "allemagne", "duitsland", "deutschland"],
    ),
    ("LU", &["lux", "luxembourg", "luxemburg"]),
];

/// The code of a country, given as its code or by name; `None` if there is no such country.
pub fn country(text: &str) -> Option<&'static str> {
    let code = text.to_uppercase();
    let lower = text.to_lowercase();
    let by_name = || {
        let mut named = COUNTRY_NAMES.iter();
        named.find_map(|(code, names)| names.contains(&lower.as_str()).then_some(*code))
    };
    COUNTRIES
        .split(' ')
        .find(|known| *known == code)
        .or_else(by_name)
}

/// One of `codes`, however it is cased and joined (`Full-time` is `FULL_TIME`).
pub fn one_of(codes: &[&'static str], text: &str) -> Option<&'static str> {
    let code = text.to_uppercase().replace(['-', ' '], "_");
    codes.iter().copied().find(|known| *known == code)
}

/// The language of a tag such as `fr` or `fr-BE`, if the relay writes in it.
pub fn language(tag: &str) -> Option<&'static str> {
    let primary = tag.split(['-', '_']).next()?.to_lowercase();
    LANGUAGES.into_iter().find(|known| *known == primary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_its_code_once() {
        let mut codes: Vec<&str> = COUNTRIES.split(' ').collect();
        assert!(codes.iter().all(|code| code.len() == 2) && codes.is_sorted());
        codes.dedup();
        assert_eq!(codes.len(), 249);
    }

    #[test]
    fn a_country_may_be_named_in_the_languages_of_the_region() {
        assert_eq!(country("be"), Some("BE"));
        assert_eq!(country("Belgique"), Some("BE"));
        assert_eq!(country("BELGIË"), Some("BE"));
        assert_eq!(country("Belgia"), None);
    }

    #[test]
    fn codes_are_recognised_however_they_are_joined() {
        assert_eq!(one_of(&EMPLOYMENT_TYPES, "Full-time"), Some("FULL_TIME"));
        assert_eq!(one_of(&EMPLOYMENT_TYPES, "part time"), Some("PART_TIME"));
        assert_eq!(one_of(&EMPLOYMENT_TYPES, "CDI"), None);
    }

    #[test]
    fn a_language_tag_counts_by_its_language() {
        assert_eq!(language("fr-BE"), Some("fr"));
        assert_eq!(language("it"), None);
    }
}
