// `state/spread-groups.ts` and `state/together-groups.ts`: where the pods of zones and games are.
#pragma once
#include <algorithm>
#include <unordered_map>

#include "host-table.hpp"

/** Pods by domain index; domains without pods are absent. */
using Counts = std::unordered_map<int, int>;

struct HostRule {
  std::vector<int> counts;
  /** A bit a host, set where it has any. */
  std::vector<uint32_t> occupied;
  int limit;  // -1 for none
  int weight;

  int podsOn(int host) const { return ((occupied[host >> 5] >> (host & 31)) & 1) == 0 ? 0 : counts[host]; }
  void countIn(int host) {
    counts[host]++;
    occupied[host >> 5] |= 1u << (host & 31);
  }
};

struct RangeRule {
  int domain, limit, weight;
  const Counts* counts;
};

/** Anti-affinity counts of one component. */
class SpreadGroups {
 public:
  SpreadGroups(const HostTable& hosts, const Request& request) : hosts_(hosts) {
    for (const auto& rule : request.spread) {
      if (rule.scope == GAME && rule.domain == 0) {
        if (!hasHostRule_) hostRule_ = noPods(hosts.hostCount);
        hasHostRule_ = true;
        const bool isTighter = rule.limit >= 0 && (hostRule_.limit < 0 || rule.limit < hostRule_.limit);
        if (isTighter) hostRule_.limit = rule.limit;
        hostRule_.weight += rule.weight;
      } else {
        ranged_.push_back(rule);
      }
    }
    counts_.resize(ranged_.size());
  }

  static HostRule noPods(int hostCount) {
    return {std::vector<int>(hostCount), std::vector<uint32_t>((hostCount + 31) / 32), -1, 0};
  }

  const HostRule* hostRule() const { return hasHostRule_ ? &hostRule_ : nullptr; }

  /** Counts a pod in. */
  void count(int zone, int host) {
    if (hasHostRule_) hostRule_.countIn(host);
    for (size_t i = 0; i < ranged_.size(); i++) {
      counts_[i][keyOf(ranged_[i], zone)][hosts_.domains[ranged_[i].domain].of[host]]++;
    }
  }

  /** The range rules as a pod of the zone sees them. */
  std::vector<RangeRule> rangeRules(int zone) const {
    std::vector<RangeRule> rules;
    for (size_t i = 0; i < ranged_.size(); i++) {
      const auto counts = counts_[i].find(keyOf(ranged_[i], zone));
      if (counts == counts_[i].end()) continue;
      rules.push_back({ranged_[i].domain, ranged_[i].limit, ranged_[i].weight, &counts->second});
    }
    return rules;
  }

 private:
  static int keyOf(const SpreadRule& rule, int zone) { return rule.scope == ZONE ? zone : -1; }

  const HostTable& hosts_;
  std::vector<SpreadRule> ranged_;
  bool hasHostRule_ = false;
  HostRule hostRule_{};
  /** By rule, then by scope. */
  std::vector<std::unordered_map<int, Counts>> counts_;
};

/** The domain in which a zone or a game has settled; pods are never found elsewhere in a bench. */
class TogetherGroups {
 public:
  explicit TogetherGroups(const HostTable& hosts) : hosts_(hosts) {}

  void move(const TogetherRule& rule, const PodInput& pod, int host) {
    const int domain = hosts_.domains[rule.domain].of[host];
    auto& anchor = anchors_.try_emplace(keyOf(rule, pod), Anchor{domain, 0}).first->second;
    check(anchor.domain == domain, "a pod joins its group");
    anchor.podCount++;
  }

  /** Ranks [from, to) the pod must stay in. */
  Range range(const std::vector<TogetherRule>& rules, const PodInput& pod) const {
    if (rules.empty()) return {0, hosts_.hostCount};
    const auto anchor = anchors_.find(keyOf(rules[0], pod));
    if (anchor == anchors_.end()) return {0, hosts_.hostCount};
    const auto& start = hosts_.domains[rules[0].domain].start;
    return {start[anchor->second.domain], start[anchor->second.domain + 1]};
  }

 private:
  struct Anchor {
    int domain, podCount;
  };

  static int64_t keyOf(const TogetherRule& rule, const PodInput& pod) {
    const int zone = rule.scope == ZONE ? pod.zone + 1 : 0;
    return (static_cast<int64_t>(pod.component) << 32 | zone) * DOMAIN_KINDS + rule.domain;
  }

  const HostTable& hosts_;
  std::unordered_map<int64_t, Anchor> anchors_;
};
