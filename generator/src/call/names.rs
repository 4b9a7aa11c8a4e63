//! Names as people type them: documented names in another case, with hyphens or underscores.

use heck::ToKebabCase as _;

/// A name without what its spelling adds: `LoadBalancerIds`, `load-balancer-ids` and `load_balancer_ids` are one.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// The name that was meant: the one that is written so, or else the only one that differs in nothing but spelling.
pub(super) fn find<'a>(names: impl Iterator<Item = &'a str> + Clone, typed: &str) -> Option<&'a str> {
    if let Some(name) = names.clone().find(|name| *name == typed) {
        return Some(name);
    }
    let wanted = folded(typed);
    let mut found = names.filter(|name| folded(name) == wanted);
    found.next().filter(|_| found.next().is_none())
}

/// The name that looks most like a typed one, if one does, whatever the spelling of either.
pub(super) fn near<'a>(typed: &str, names: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let folds: Vec<String> = names.clone().map(folded).collect();
    let near = crate::lexeme::near(&folded(typed), folds.iter().map(String::as_str))?;
    names.zip(&folds).find(|(_, fold)| *fold == near).map(|(name, _)| name)
}

/// A name as an option is written: `load-balancer-ids`. A name that would not come back from that stays as it is.
pub(super) fn kebab(name: &str) -> String {
    let kebab = name.to_kebab_case();
    if folded(&kebab) == folded(name) { kebab } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter_where_one_name_is_left() {
        let names = ["LoadBalancerIds", "VpcId", "vpc_id", "IPs"];
        let find = |typed| find(names.into_iter(), typed);
        for typed in ["LoadBalancerIds", "load-balancer-ids", "load_balancer_ids", "loadbalancerids"] {
            assert_eq!(find(typed), Some("LoadBalancerIds"), "{typed}");
        }
        assert_eq!((find("VpcId"), find("vpc_id"), find("vpc-id")), (Some("VpcId"), Some("vpc_id"), None));
        assert_eq!(find("LoadBalancerId"), None);
        assert_eq!(near("load-balancer-id", names.into_iter()), Some("LoadBalancerIds"));
    }

    #[test]
    fn an_option_can_be_read_back() {
        for (name, option) in
            [("LoadBalancerIds", "load-balancer-ids"), ("IPs", "i-ps"), ("茶", "茶"), ("query:id", "query:id")]
        {
            assert_eq!(kebab(name), option);
            assert_eq!(find([name].into_iter(), option), Some(name), "{option}");
        }
    }
}
