// `state/host-table.ts` and what it holds: the rows of the hosts, their Cpus and VFs, and which of them changed.
#pragma once
#include <algorithm>
#include <limits>

#include "address-pools.hpp"
#include "input.hpp"

/** As `model/holding.ts`, of what the bench asks for. */
struct Holding {
  int host;
  std::vector<int> cpus;
  std::vector<int> memoryMib;
  int disk, diskMib, ioKibps, vf, pool;
  int64_t ip;
};

/** `state/domains.ts` */
struct DomainIndex {
  std::vector<int> of;
  std::vector<int> start;
};

/** `state/change-journal.ts`; a run is shorter than an epoch. */
class ChangeJournal {
 public:
  explicit ChangeJournal(int hostCount) : lastAt_(hostCount, -1) {
    size_t size = 1024;
    while (size < static_cast<size_t>(hostCount)) size *= 2;
    ring_.resize(size);
    mask_ = static_cast<int>(size) - 1;
  }

  int end() const { return end_; }

  void note(int host) {
    ring_[end_ & mask_] = host;
    lastAt_[host] = end_++;
  }

  /** As many as changed, each once; -1 when the ring no longer reaches back so far. */
  int changedSince(int position, std::vector<int>& changed) const {
    if (position < 0 || end_ - position > static_cast<int>(ring_.size())) return -1;
    int count = 0;
    for (int at = position; at < end_; at++) {
      const int host = ring_[at & mask_];
      changed[count] = host;
      count += lastAt_[host] == at;
    }
    return count;
  }

 private:
  std::vector<int> ring_;
  std::vector<int> lastAt_;
  int mask_;
  int end_ = 0;
};

// `state/host-row.ts`
constexpr int ROW = 64;
enum Field {
  STATE,
  FREE_CPUS,
  CPUS_ALLOCATABLE,
  FREE_MEMORY_MIB,
  MEMORY_MIB_ALLOCATABLE,
  FREE_VFS,
  VF_COUNT,
  NUMA_COUNT,
  DISK_COUNT,
  ADDRESSES,
  FREE_CPU_MILLI = 11,
  NUMA_LEAST_FREE,
  NUMA_NEXT_FREE,
  NUMA_MOST_ALLOCATABLE,
  NUMA_FREE_CPUS = 16,
  NUMA_FREE_MEMORY_MIB = NUMA_FREE_CPUS + NUMA_NODES_MAX,
  NUMA_FREE_VFS = NUMA_FREE_MEMORY_MIB + NUMA_NODES_MAX,
  NUMA_CPUS_ALLOCATABLE = NUMA_FREE_VFS + NUMA_NODES_MAX,
  DISK_FREE_MIB = NUMA_CPUS_ALLOCATABLE + NUMA_NODES_MAX,
  DISK_FREE_IO = DISK_FREE_MIB + DISKS_MAX,
};
constexpr int IS_UP = 1;

/** Bits of every host's numbered things, a set one is free. */
class FreeBits {
 public:
  FreeBits(size_t hostCount, int mostBits)
      : wordCount_(std::max(1, (mostBits + 31) / 32)), words_(hostCount * wordCount_) {}

  bool isFree(int host, int bit) const { return (words_[host * wordCount_ + (bit >> 5)] >> (bit & 31)) & 1; }
  void flip(int host, int bit) { words_[host * wordCount_ + (bit >> 5)] ^= 1u << (bit & 31); }

 private:
  int wordCount_;
  std::vector<uint32_t> words_;
};

class HostTable {
 public:
  const int hostCount;
  std::array<DomainIndex, DOMAIN_KINDS> domains;
  AddressPools pools;
  ChangeJournal journal;

  explicit HostTable(const Input& input)
      : hostCount(static_cast<int>(input.hosts.size())),
        pools(input),
        journal(hostCount),
        rows_(static_cast<size_t>(hostCount) * ROW),
        cpus_(hostCount, mostCpus(input)),
        vfs_(hostCount, mostVfs(input)),
        fullCoreRows_(static_cast<size_t>(hostCount) * FULL_ROW) {
    for (const auto& shape : input.shapes) coreCount_ = std::max(coreCount_, static_cast<int>(shape.cores.size()));
    freeThreads_.resize(static_cast<size_t>(hostCount) * coreCount_);
    nicStart_.push_back(0);
    for (int host = 0; host < hostCount; host++) fill(host, input);
    for (auto& index : domains) index.start.push_back(hostCount);
  }

  int at(int host, int field) const { return rows_[host * ROW + field]; }
  const Shape& shape(int host) const { return *shapes_[host]; }
  bool isCpuFree(int host, int cpu) const { return cpus_.isFree(host, cpu); }
  int freeOfCore(int host, int core) const { return freeThreads_[static_cast<size_t>(host) * coreCount_ + core]; }
  bool isVfFree(int host, int vf) const { return vfs_.isFree(host, vf); }
  int vfNuma(int host, int vf) const { return vfNuma_[host][vf]; }

  bool hasDisk(int host, int diskMib, int ioKibps) const {
    for (int disk = at(host, DISK_COUNT) - 1; disk >= 0; disk--) {
      if (at(host, DISK_FREE_MIB + disk) >= diskMib && at(host, DISK_FREE_IO + disk) >= ioKibps) return true;
    }
    return false;
  }

  /** Books a holding, all of which must be free. */
  void take(const Holding& holding) {
    const int host = holding.host;
    int* row = &rows_[host * ROW];
    const auto& numaOf = shape(host).numaOf;
    for (const int cpu : holding.cpus) {
      takeCpu(host, cpu);
      row[NUMA_FREE_CPUS + numaOf[cpu]]--;
    }
    markNumaNodes(row);
    row[FREE_CPUS] -= static_cast<int>(holding.cpus.size());
    row[FREE_CPU_MILLI] -= 1000 * static_cast<int>(holding.cpus.size());
    check(row[FREE_CPU_MILLI] >= 0, "shared Cpus are not overbooked");
    for (size_t numa = 0; numa < holding.memoryMib.size(); numa++) {
      if (holding.memoryMib[numa] == 0) continue;
      row[NUMA_FREE_MEMORY_MIB + numa] -= holding.memoryMib[numa];
      row[FREE_MEMORY_MIB] -= holding.memoryMib[numa];
      check(row[NUMA_FREE_MEMORY_MIB + numa] >= 0, "memory of a NumaNode is not overbooked");
    }
    if (holding.disk >= 0) {
      row[DISK_FREE_MIB + holding.disk] -= holding.diskMib;
      row[DISK_FREE_IO + holding.disk] -= holding.ioKibps;
      check(row[DISK_FREE_MIB + holding.disk] >= 0, "room of a disk is not overbooked");
      check(row[DISK_FREE_IO + holding.disk] >= 0, "IO of a disk is not overbooked");
    }
    if (holding.vf >= 0) takeVf(host, holding.vf);
    if (holding.pool >= 0) takeAddress(holding.pool, holding.ip);
    journal.note(host);
  }

 private:
  static constexpr int FULL_ROW = NUMA_NODES_MAX + 1;

  static int mostCpus(const Input& input) {
    int most = 0;
    for (const auto& shape : input.shapes) most = std::max(most, shape.cpuEnd);
    return most;
  }

  static int mostVfs(const Input& input) {
    int most = 0;
    for (const auto& host : input.hosts) {
      int vfs = 0;
      for (const auto& nic : host.nics) vfs += nic.vfs;
      most = std::max(most, vfs);
    }
    return most;
  }

  void fill(int host, const Input& input) {
    const auto& given = input.hosts[host];
    const auto& shape = input.shapes[given.shape];
    shapes_.push_back(&shape);
    for (int kind = 0; kind < DOMAIN_KINDS; kind++) {
      auto& index = domains[kind];
      if (index.of.empty() || index.of.back() != given.domains[kind]) index.start.push_back(host);
      check(static_cast<int>(index.start.size()) == given.domains[kind] + 1, "domains are numbered by rank");
      index.of.push_back(given.domains[kind]);
    }
    int* row = &rows_[host * ROW];
    row[STATE] = IS_UP;
    row[NUMA_COUNT] = static_cast<int>(given.memoryMib.size());
    for (size_t numa = 0; numa < given.memoryMib.size(); numa++) {
      row[NUMA_FREE_CPUS + numa] = row[NUMA_CPUS_ALLOCATABLE + numa] = shape.cpusOf[numa];
      row[NUMA_FREE_MEMORY_MIB + numa] = given.memoryMib[numa];
      row[FREE_CPUS] += shape.cpusOf[numa];
      row[FREE_MEMORY_MIB] += given.memoryMib[numa];
    }
    for (const int cpus : shape.cpusOf) row[NUMA_MOST_ALLOCATABLE] = std::max(row[NUMA_MOST_ALLOCATABLE], cpus);
    markNumaNodes(row);
    row[CPUS_ALLOCATABLE] = row[FREE_CPUS];
    row[FREE_CPU_MILLI] = 1000 * row[FREE_CPUS];
    row[MEMORY_MIB_ALLOCATABLE] = row[FREE_MEMORY_MIB];
    row[DISK_COUNT] = static_cast<int>(given.disks.size());
    for (size_t disk = 0; disk < given.disks.size(); disk++) {
      row[DISK_FREE_MIB + disk] = given.disks[disk].capacityMib;
      row[DISK_FREE_IO + disk] = given.disks[disk].ioKibps;
    }
    for (const auto& core : shape.cores) {
      for (const int cpu : core) moveCpu(host, cpu, 1);
    }
    fillVfs(host, given);
    markAddresses(host);
  }

  /** Which NumaNodes have the fewest free Cpus. */
  static void markNumaNodes(int* row) {
    int least = row[NUMA_FREE_CPUS];
    int next = row[NUMA_COUNT] > 1 ? std::numeric_limits<int>::max() : least;
    for (int numa = 1; numa < row[NUMA_COUNT]; numa++) {
      const int free = row[NUMA_FREE_CPUS + numa];
      if (free < least) {
        next = least;
        least = free;
      } else if (free < next) {
        next = free;
      }
    }
    row[NUMA_LEAST_FREE] = least;
    row[NUMA_NEXT_FREE] = next;
  }

  void fillVfs(int host, const HostInput& given) {
    int* row = &rows_[host * ROW];
    vfNuma_.emplace_back();
    nicOfVf_.emplace_back();
    for (size_t nic = 0; nic < given.nics.size(); nic++) {
      for (int i = 0; i < given.nics[nic].vfs; i++) {
        vfs_.flip(host, static_cast<int>(vfNuma_[host].size()));
        vfNuma_[host].push_back(static_cast<uint8_t>(given.nics[nic].numa));
        nicOfVf_[host].push_back(static_cast<uint8_t>(nic));
      }
      nicFreeVfs_.push_back(given.nics[nic].vfs);
      row[NUMA_FREE_VFS + given.nics[nic].numa] += given.nics[nic].vfs;
      row[FREE_VFS] += given.nics[nic].vfs;
    }
    nicStart_.push_back(static_cast<int>(nicFreeVfs_.size()));
    row[VF_COUNT] = row[FREE_VFS];
  }

  void markAddresses(int host) {
    int bits = 0;
    for (int network = 0; network < NETWORKS; network++) {
      if (pools.firstFreePool(host, network) >= 0) bits |= 1 << network;
    }
    rows_[host * ROW + ADDRESSES] = bits;
  }

  void takeCpu(int host, int cpu) {
    check(cpus_.isFree(host, cpu), "a Cpu is booked once");
    moveCpu(host, cpu, -1);
  }

  /** `CpuTable.move` */
  void moveCpu(int host, int cpu, int sign) {
    cpus_.flip(host, cpu);
    const auto& of = shape(host);
    uint8_t& threads = freeThreads_[static_cast<size_t>(host) * coreCount_ + of.coreOf[cpu]];
    const int before = threads;
    threads = static_cast<uint8_t>(before + sign);
    if ((sign > 0 ? before + 1 : before) != of.threadsPerCore) return;
    fullCoreRows_[host * FULL_ROW + of.numaOf[cpu]] += sign * of.threadsPerCore;
    fullCoreRows_[host * FULL_ROW + NUMA_NODES_MAX] += sign * of.threadsPerCore;
  }

  void takeVf(int host, int vf) {
    check(vfs_.isFree(host, vf), "a VF is booked once");
    vfs_.flip(host, vf);
    rows_[host * ROW + NUMA_FREE_VFS + vfNuma_[host][vf]]--;
    rows_[host * ROW + FREE_VFS]--;
    nicFreeVfs_[nicStart_[host] + nicOfVf_[host][vf]]--;
  }

  void takeAddress(int pool, int64_t ip) {
    const auto* touched = pools.take(pool, ip);
    if (touched == nullptr) return;
    for (const int host : *touched) {
      markAddresses(host);
      journal.note(host);
    }
  }

  std::vector<int> rows_;
  std::vector<const Shape*> shapes_;
  FreeBits cpus_;
  FreeBits vfs_;
  int coreCount_ = 0;
  std::vector<uint8_t> freeThreads_;
  std::vector<int> fullCoreRows_;
  std::vector<std::vector<uint8_t>> vfNuma_;
  std::vector<std::vector<uint8_t>> nicOfVf_;
  std::vector<int> nicStart_;
  std::vector<int> nicFreeVfs_;
};
