// The fleet, the components and the pods of one run, read from the file that `kernel-input.ts` writes: integers between
// blanks and line ends, lists with their length before them. In this order:
//
//   shapes      threads of a full core, then NumaNodes of cores of allocatable Cpus
//   hosts       by rank: shape, rack, module, IDC, region (numbers that rise with the ranks), MiB by NumaNode,
//               NICs (NumaNode, VFs), disks (MiB, KiB/s)
//   pools       networks as bits, ranges (first, last address), ranges of ranks [from, to) they are bound to
//   components  class (equal for equal requests), Cpus, MiB, disk MiB, disk KiB/s, network, may have one NumaNode only,
//               packs, regions allowed (none: all), spread rules (scope, domain, limit or -1, weight), together rules
//               (scope, domain; at most one)
//   pods        in the order in which they are tried: number, round, component, zone
//
// network: 0 sriov, 1 bridge. scope: 0 zone, 1 game. domain: 0 host, 1 rack, 2 module, 3 IDC, 4 region.
#pragma once
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

constexpr int DOMAIN_KINDS = 5;
constexpr int NUMA_NODES_MAX = 8;
constexpr int DISKS_MAX = 8;
enum Network { SRIOV, BRIDGE, NETWORKS };
enum Scope { ZONE, GAME };

/** Ends the program when an invariant does not hold, as the engine does. */
inline void check(bool condition, const char* message) {
  if (condition) return;
  std::fprintf(stderr, "assertion failed: %s\n", message);
  std::exit(1);
}

/** What hosts of equal hardware share; as `state/host-shape.ts`. */
struct Shape {
  int threadsPerCore = 1;
  int cpuEnd = 0;
  std::vector<std::vector<int>> cores;
  std::vector<int> coreStart{0};
  std::vector<int> cpusOf;
  std::vector<uint8_t> numaOf;
  std::vector<uint16_t> coreOf;
};

struct Nic {
  int numa, vfs;
};

struct Disk {
  int capacityMib, ioKibps;
};

struct HostInput {
  int shape;
  std::array<int, DOMAIN_KINDS> domains;
  std::vector<int> memoryMib;
  std::vector<Nic> nics;
  std::vector<Disk> disks;
};

struct Range {
  int64_t from, to;
};

struct PoolInput {
  int networks;
  std::vector<Range> addresses;
  std::vector<Range> ranks;
};

struct SpreadRule {
  int scope, domain, limit, weight;
};

struct TogetherRule {
  int scope, domain;
};

struct Request {
  int klass, cpus, memoryMib, diskMib, ioKibps, network;
  bool single, packs;
  std::vector<int> regions;
  std::vector<SpreadRule> spread;
  std::vector<TogetherRule> together;
};

struct PodInput {
  int number, round, component, zone;
};

struct Input {
  std::vector<Shape> shapes;
  std::vector<HostInput> hosts;
  std::vector<PoolInput> pools;
  std::vector<Request> components;
  std::vector<PodInput> pods;
};

/** Takes integers off a text one by one. */
class Reader {
 public:
  explicit Reader(const char* path) {
    std::ifstream file(path, std::ios::binary);
    check(file.good(), "the file can be read");
    text_.assign(std::istreambuf_iterator<char>(file), {});
    at_ = text_.data();
  }

  int64_t next() {
    const char* end = text_.data() + text_.size();
    while (at_ < end && (*at_ == ' ' || *at_ == '\n')) at_++;
    int64_t value = 0;
    const auto [after, error] = std::from_chars(at_, end, value);
    check(error == std::errc{}, "the file goes on with an integer");
    at_ = after;
    return value;
  }

  int nextInt() { return static_cast<int>(next()); }

  template <typename Each>
  auto list(Each each) {
    std::vector<decltype(each())> items;
    const auto length = next();
    items.reserve(length);
    for (int64_t i = 0; i < length; i++) items.push_back(each());
    return items;
  }

 private:
  std::string text_;
  const char* at_;
};

inline Shape readShape(Reader& in) {
  Shape shape;
  shape.threadsPerCore = in.nextInt();
  const auto integer = [&] { return in.nextInt(); };
  const auto numas = in.list([&] { return in.list([&] { return in.list(integer); }); });
  for (size_t numa = 0; numa < numas.size(); numa++) {
    int count = 0;
    for (const auto& core : numas[numa]) {
      for (const int cpu : core) {
        if (cpu >= shape.cpuEnd) shape.cpuEnd = cpu + 1;
        shape.numaOf.resize(shape.cpuEnd, 255);
        shape.coreOf.resize(shape.cpuEnd);
        shape.numaOf[cpu] = static_cast<uint8_t>(numa);
        shape.coreOf[cpu] = static_cast<uint16_t>(shape.cores.size());
        count++;
      }
      shape.cores.push_back(core);
    }
    shape.coreStart.push_back(static_cast<int>(shape.cores.size()));
    shape.cpusOf.push_back(count);
  }
  return shape;
}

inline Request readRequest(Reader& in) {
  Request request{};
  for (int* field : {&request.klass, &request.cpus, &request.memoryMib, &request.diskMib, &request.ioKibps}) {
    *field = in.nextInt();
  }
  request.network = in.nextInt();
  request.single = in.next() != 0;
  request.packs = in.next() != 0;
  request.regions = in.list([&] { return in.nextInt(); });
  request.spread = in.list([&] { return SpreadRule{in.nextInt(), in.nextInt(), in.nextInt(), in.nextInt()}; });
  request.together = in.list([&] { return TogetherRule{in.nextInt(), in.nextInt()}; });
  return request;
}

inline Input readInput(const char* path) {
  Reader in(path);
  const auto range = [&] { return Range{in.next(), in.next()}; };
  Input input;
  input.shapes = in.list([&] { return readShape(in); });
  int rank = 0;
  input.hosts = in.list([&] {
    HostInput host{in.nextInt(), {rank++, in.nextInt(), in.nextInt(), in.nextInt(), in.nextInt()}, {}, {}, {}};
    host.memoryMib = in.list([&] { return in.nextInt(); });
    host.nics = in.list([&] { return Nic{in.nextInt(), in.nextInt()}; });
    host.disks = in.list([&] { return Disk{in.nextInt(), in.nextInt()}; });
    return host;
  });
  input.pools = in.list([&] { return PoolInput{in.nextInt(), in.list(range), in.list(range)}; });
  input.components = in.list([&] { return readRequest(in); });
  input.pods = in.list([&] { return PodInput{in.nextInt(), in.nextInt(), in.nextInt(), in.nextInt()}; });
  return input;
}
