//! Distance between skills and between occupations.

use relais_skills::Taxonomy;

fn taxonomy() -> &'static Taxonomy {
    Taxonomy::builtin()
}

fn skills(held: &str, wanted: &str) -> f32 {
    taxonomy().closeness(held, wanted)
}

fn jobs(held: &str, wanted: &str) -> f32 {
    taxonomy().occupation_closeness(held, wanted)
}

#[test]
fn the_same_skill_is_at_no_distance_and_an_unknown_one_is_far() {
    assert!((skills("welding", "welding") - 1.0).abs() < f32::EPSILON);
    assert!(skills("no-such-skill", "no-such-skill") < f32::EPSILON);
    assert!(skills("welding", "childcare") < f32::EPSILON);
}

#[test]
fn a_part_says_more_about_the_whole_than_the_whole_about_a_part() {
    assert!(skills("tig-welding", "welding") > 0.8);
    assert!(skills("welding", "tig-welding") < skills("tig-welding", "welding"));
    assert!(skills("welding", "tig-welding") > 0.0);
}

#[test]
fn a_whole_with_many_parts_says_little_about_one() {
    assert!(skills("graphic-design", "typography") < skills("welding", "tig-welding"));
}

#[test]
fn related_skills_count_alike_in_both_directions() {
    let there = skills("photoshop", "illustrator");
    assert!((there - skills("illustrator", "photoshop")).abs() < f32::EPSILON);
    assert!(there >= 0.6);
}

#[test]
fn nearest_skills_are_sorted_and_agree_with_closeness() {
    for skill in taxonomy().skills() {
        let near = taxonomy().nearest(&skill.id);
        assert!(
            near.windows(2).all(|pair| pair[0].1 >= pair[1].1),
            "{}",
            skill.id
        );
        for (held, closeness) in near {
            assert_ne!(held, &skill.id);
            assert!((skills(held, &skill.id) - closeness).abs() < f32::EPSILON);
        }
    }
}

#[test]
fn the_four_communication_media_jobs_are_permeable() {
    let media = [
        "community-manager",
        "graphic-designer",
        "animator-2d-3d",
        "web-motion-designer",
    ];
    for held in media {
        for wanted in media.into_iter().filter(|wanted| *wanted != held) {
            assert!(
                jobs(held, wanted) > jobs("bricklayer", wanted),
                "{held} to {wanted}"
            );
        }
    }
    assert!(jobs("graphic-designer", "web-motion-designer") > 0.5);
}

#[test]
fn neighbouring_trades_are_closer_than_foreign_ones() {
    assert!(jobs("formworker", "steel-fixer") > jobs("cook", "steel-fixer"));
    assert!(jobs("order-picker", "warehouse-keeper") > jobs("nurse", "warehouse-keeper"));
    assert_eq!(
        taxonomy().nearest_occupations("care-assistant")[0].0,
        "home-help"
    );
}
