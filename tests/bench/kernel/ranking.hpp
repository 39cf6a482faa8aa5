// Filters, NumaNodes, scores and the board of them: `filter/`, `choose/`, `score/`, `pod-class.ts`, `profiles.ts`. What
// no pod of the bench asks for is left out: taints, GPUs, shares of a NIC, full cores, evenly spread NumaNodes, kept
// addresses, policies of one's own.
#pragma once
#include <bit>
#include <limits>

#include "groups.hpp"

constexpr int SCORE_MAX = 100;
constexpr int INFEASIBLE = -0x40000000;

struct PodClass {
  int cpus, allMilli, memoryMib, diskMib, ioKibps;
  int network, addressMask;
  bool takesVf, single, packs;
  /** By host; empty when all are allowed. */
  std::vector<uint8_t> allowed;
  const HostRule* hostRule;
};

inline PodClass buildPodClass(const HostTable& hosts, const Request& request, const HostRule* hostRule) {
  PodClass klass{request.cpus,    1000 * request.cpus,  request.memoryMib,       request.diskMib, request.ioKibps,
                 request.network, 1 << request.network, request.network == SRIOV, request.single,  request.packs,
                 {},              hostRule};
  if (request.regions.empty()) return klass;
  for (const int region : hosts.domains[DOMAIN_KINDS - 1].of) {
    klass.allowed.push_back(std::ranges::find(request.regions, region) != request.regions.end());
  }
  return klass;
}

struct ScoreBatch {
  int count = 0;
  std::vector<int> hosts;
  std::vector<uint8_t> numaMasks;
  std::vector<int> scores;

  explicit ScoreBatch(int capacity) : hosts(capacity), numaMasks(capacity), scores(capacity) {}
};

inline bool passesAll(const HostTable& hosts, int host, const PodClass& klass) {
  return hosts.at(host, FREE_CPU_MILLI) >= klass.allMilli && hosts.at(host, FREE_MEMORY_MIB) >= klass.memoryMib &&
         (!klass.takesVf || hosts.at(host, FREE_VFS) > 0) && hosts.at(host, STATE) == IS_UP &&
         (hosts.at(host, ADDRESSES) & klass.addressMask) == klass.addressMask &&
         (klass.allowed.empty() || klass.allowed[host] == 1) &&
         (klass.hostRule == nullptr || klass.hostRule->limit < 0 ||
          klass.hostRule->podsOn(host) < klass.hostRule->limit) &&
         ((klass.diskMib == 0 && klass.ioKibps == 0) || hosts.hasDisk(host, klass.diskMib, klass.ioKibps));
}

/** Every non-empty set of NumaNodes, by size, then by value. */
inline std::array<std::vector<uint8_t>, NUMA_NODES_MAX + 1> numaMasks() {
  std::array<std::vector<uint8_t>, NUMA_NODES_MAX + 1> all;
  for (int count = 0; count <= NUMA_NODES_MAX; count++) {
    for (int mask = 1; mask < 1 << count; mask++) all[count].push_back(static_cast<uint8_t>(mask));
    std::ranges::stable_sort(all[count], {}, [](uint8_t mask) { return std::popcount(mask); });
  }
  return all;
}
inline const auto NUMA_MASKS = numaMasks();

inline int numaSum(const HostTable& hosts, int host, int mask, int field) {
  int sum = 0;
  for (unsigned rest = mask; rest != 0; rest &= rest - 1) sum += hosts.at(host, field + std::countr_zero(rest));
  return sum;
}

inline bool holds(const HostTable& hosts, int host, const PodClass& klass, int mask) {
  int cpus = 0;
  int memoryMib = 0;
  int vfs = 0;
  for (unsigned rest = mask; rest != 0; rest &= rest - 1) {
    const int numa = std::countr_zero(rest);
    cpus += hosts.at(host, NUMA_FREE_CPUS + numa);
    memoryMib += hosts.at(host, NUMA_FREE_MEMORY_MIB + numa);
    vfs += hosts.at(host, NUMA_FREE_VFS + numa);
  }
  return cpus >= klass.cpus && memoryMib >= klass.memoryMib && (!klass.takesVf || vfs > 0);
}

inline int chooseSeveral(const HostTable& hosts, int host, const PodClass& klass, int sign) {
  const int numaCount = hosts.at(host, NUMA_COUNT);
  const auto& masks = NUMA_MASKS[numaCount];
  int best = 0;
  int bestKey = std::numeric_limits<int>::max();
  for (size_t i = numaCount; i < masks.size(); i++) {
    const int mask = masks[i];
    if (best != 0 && std::popcount(masks[i]) > std::popcount(static_cast<unsigned>(best))) break;
    if (!holds(hosts, host, klass, mask)) continue;
    const int key = sign * numaSum(hosts, host, mask, NUMA_FREE_CPUS);
    if (key >= bestKey) continue;
    best = mask;
    bestKey = key;
  }
  return best;
}

inline int chooseNumaNodes(const HostTable& hosts, int host, const PodClass& klass) {
  const int sign = klass.packs ? 1 : -1;
  const int numaCount = hosts.at(host, NUMA_COUNT);
  int best = 0;
  int bestKey = std::numeric_limits<int>::max();
  for (int numa = 0; numa < numaCount; numa++) {
    const int free = hosts.at(host, NUMA_FREE_CPUS + numa);
    if (klass.takesVf && hosts.at(host, NUMA_FREE_VFS + numa) == 0) continue;
    if (free < klass.cpus || sign * free >= bestKey) continue;
    if (hosts.at(host, NUMA_FREE_MEMORY_MIB + numa) < klass.memoryMib) continue;
    best = 1 << numa;
    bestKey = sign * free;
  }
  return best != 0 || klass.single ? best : chooseSeveral(hosts, host, klass, sign);
}

inline void keepFeasible(const HostTable& hosts, const PodClass& klass, ScoreBatch& batch) {
  int kept = 0;
  for (int i = 0; i < batch.count; i++) {
    const int host = batch.hosts[i];
    if (!passesAll(hosts, host, klass)) continue;
    const int numaMask = chooseNumaNodes(hosts, host, klass);
    if (numaMask == 0) continue;
    batch.hosts[kept] = host;
    batch.numaMasks[kept++] = static_cast<uint8_t>(numaMask);
  }
  batch.count = kept;
}

/** Runs one score over a batch. */
template <typename Score>
void addTo(ScoreBatch& batch, int weight, Score score) {
  for (int i = 0; i < batch.count; i++) batch.scores[i] += weight * score(batch.hosts[i], batch.numaMasks[i]);
}

inline int spreadPenalty(int weight, int podCount) { return weight * std::min(SCORE_MAX, 20 * podCount); }

/** The profiles `pack` and `spread`, one score after another. */
inline void scoreHosts(const HostTable& hosts, const PodClass& klass, ScoreBatch& batch) {
  keepFeasible(hosts, klass, batch);
  std::fill_n(batch.scores.begin(), batch.count, 0);
  const auto numaFewest = [](int, int mask) { return SCORE_MAX / std::popcount(static_cast<unsigned>(mask)); };
  const auto vfSpared = [&](int host, int) {
    const int count = hosts.at(host, VF_COUNT);
    return klass.takesVf || count == 0 ? SCORE_MAX : SCORE_MAX * (count - hosts.at(host, FREE_VFS)) / count;
  };
  if (klass.packs) {
    addTo(batch, 5, [&](int host, int) {
      const int allocatable = 1000 * hosts.at(host, CPUS_ALLOCATABLE);
      return SCORE_MAX * (allocatable - hosts.at(host, FREE_CPU_MILLI) + klass.allMilli) / allocatable;
    });
    addTo(batch, 1, numaFewest);
    addTo(batch, 1, [&](int host, int mask) {
      const int free = numaSum(hosts, host, mask, NUMA_FREE_CPUS);
      const int allocatable = numaSum(hosts, host, mask, NUMA_CPUS_ALLOCATABLE);
      return allocatable == 0 ? SCORE_MAX : SCORE_MAX - SCORE_MAX * (free - klass.cpus) / allocatable;
    });
  } else {
    addTo(batch, 3, [&](int host, int) {
      return SCORE_MAX * (hosts.at(host, FREE_CPU_MILLI) - klass.allMilli) / (1000 * hosts.at(host, CPUS_ALLOCATABLE));
    });
    addTo(batch, 1, [&](int host, int) {
      const int allocatable = hosts.at(host, MEMORY_MIB_ALLOCATABLE);
      return allocatable == 0 ? 0 : SCORE_MAX * (hosts.at(host, FREE_MEMORY_MIB) - klass.memoryMib) / allocatable;
    });
    addTo(batch, 4, numaFewest);
  }
  addTo(batch, 1, vfSpared);
  if (klass.hostRule == nullptr || klass.hostRule->weight == 0) return;
  for (int i = 0; i < batch.count; i++) {
    batch.scores[i] -= spreadPenalty(klass.hostRule->weight, klass.hostRule->podsOn(batch.hosts[i]));
  }
}

/** `choose/score-board.ts` */
class ScoreBoard {
 public:
  int bestScore = INFEASIBLE;

  explicit ScoreBoard(int size)
      : scores_(size, INFEASIBLE),
        blocks_((size + (1 << FAN_BITS) - 1) >> FAN_BITS, INFEASIBLE),
        regions_((size + (1 << REGION_BITS) - 1) >> REGION_BITS, INFEASIBLE) {}

  void set(int rank, int score) {
    scores_[rank] = score;
    const int block = rank >> FAN_BITS;
    if (score <= blocks_[block]) return;
    blocks_[block] = score;
    int& bound = regions_[block >> FAN_BITS];
    if (score > bound) bound = score;
  }

  int bestIn(int from, int to) {
    best_ = -1;
    bestScore = INFEASIBLE;
    int rank = from;
    while (rank < to) {
      const int region = rank >> REGION_BITS;
      const int regionEnd = std::min((region + 1) << REGION_BITS, static_cast<int>(scores_.size()));
      const int end = std::min(regionEnd, to);
      if (regions_[region] > bestScore) {
        const int bound = lookInto(rank, end);
        if (rank == region << REGION_BITS && end == regionEnd) regions_[region] = bound;
      }
      rank = end;
    }
    return best_;
  }

 private:
  int lookInto(int from, int to) {
    int highest = INFEASIBLE;
    int rank = from;
    while (rank < to) {
      const int block = rank >> FAN_BITS;
      const int blockEnd = std::min((block + 1) << FAN_BITS, static_cast<int>(scores_.size()));
      const int end = std::min(blockEnd, to);
      if (blocks_[block] > bestScore) {
        const bool isWhole = rank == block << FAN_BITS && end == blockEnd;
        int bound = INFEASIBLE;
        for (; rank < end; rank++) {
          const int score = scores_[rank];
          if (score > bound) bound = score;
          if (score > bestScore) {
            bestScore = score;
            best_ = rank;
          }
        }
        if (isWhole) blocks_[block] = bound;
      }
      highest = std::max(highest, blocks_[block]);
      rank = end;
    }
    return highest;
  }

  static constexpr int FAN_BITS = 6;
  static constexpr int REGION_BITS = 2 * FAN_BITS;
  int best_ = -1;
  std::vector<int> scores_;
  std::vector<int> blocks_;
  std::vector<int> regions_;
};

struct RankingScratch {
  std::vector<int> changed;
  ScoreBatch batch;

  explicit RankingScratch(int hostCount) : changed(hostCount), batch(hostCount) {}
};

/** `choose/ranking.ts` */
class Ranking {
 public:
  const PodClass klass;

  Ranking(const HostTable& hosts, PodClass of) : klass(std::move(of)), hosts_(hosts), board_(hosts.hostCount) {}

  ScoreBoard& refreshed(RankingScratch& scratch) {
    int count = hosts_.journal.changedSince(current_, scratch.changed);
    if (count < 0) {
      count = hosts_.hostCount;
      for (int host = 0; host < count; host++) scratch.changed[host] = host;
    }
    if (count > 0) rescore(scratch, count);
    current_ = hosts_.journal.end();
    return board_;
  }

 private:
  void rescore(RankingScratch& scratch, int count) {
    auto& [changed, batch] = scratch;
    batch.count = count;
    std::copy_n(changed.begin(), count, batch.hosts.begin());
    scoreHosts(hosts_, klass, batch);
    int scored = 0;
    for (int i = 0; i < count; i++) {
      const bool isFeasible = scored < batch.count && batch.hosts[scored] == changed[i];
      board_.set(changed[i], isFeasible ? batch.scores[scored++] : INFEASIBLE);
    }
  }

  const HostTable& hosts_;
  ScoreBoard board_;
  int current_ = -1;
};
