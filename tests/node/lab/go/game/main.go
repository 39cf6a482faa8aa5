// Command game is the one program of the node lab's containers: `game pause` only waits, as the first container of each
// pod does; `game count` stands for a game server. It writes files to its container's /dev, which lies in memory: on the
// container's own disk each tick would cost an emulated guest a tenth of what all its Cpus together can do.
//
//   - /dev/first, once, before all else: the number of Cpus that Go's runtime found at its very start, then the lines
//     Cpus_allowed_list and Mems_allowed_list of its status;
//   - /dev/ticks, ten times a second: how many ticks there were, and the longest time between two in ms.
//
// It holds as many MiB of written memory as the file /dev/hold says, none without it.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	tick     = 100 * time.Millisecond
	pageSize = 4096
	mib      = 1 << 20
)

func main() {
	// Threads that look for work on other Cpus would cost more than the work.
	runtime.GOMAXPROCS(1)
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT)
	if len(os.Args) > 1 && os.Args[1] == "count" {
		writeFirst()
		go count()
	}
	<-ended
}

func writeFirst() {
	text := strconv.Itoa(runtime.NumCPU()) + "\n"
	status, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(status), "\n") {
		if strings.HasPrefix(line, "Cpus_allowed_list:") || strings.HasPrefix(line, "Mems_allowed_list:") {
			text += strings.Join(strings.Fields(line), " ") + "\n"
		}
	}
	write("/dev/first", text)
}

func count() {
	// One call a tick: a file of its own each time, renamed, took an emulated guest four times as long.
	file, _ := syscall.Open("/dev/ticks", syscall.O_WRONLY|syscall.O_CREAT, 0o644)
	var held []byte
	var longest time.Duration
	last := time.Now()
	for ticks := 1; ; ticks++ {
		time.Sleep(tick)
		now := time.Now()
		longest = max(longest, now.Sub(last))
		last = now
		// As wide as the line before, all of which it replaces.
		_, _ = syscall.Pwrite(file, fmt.Appendf(nil, "%08d %08d\n", ticks, longest.Milliseconds()), 0)
		held = hold(held)
	}
}

// hold returns a buffer of the size that /dev/hold asks for, each page of it written; the one before when that did not
// change.
func hold(before []byte) []byte {
	if syscall.Access("/dev/hold", 0) != nil {
		return before
	}
	text, err := os.ReadFile("/dev/hold")
	wanted, fault := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || fault != nil || wanted*mib == len(before) {
		return before
	}
	debug.FreeOSMemory()
	buffer := make([]byte, wanted*mib)
	for i := 0; i < len(buffer); i += pageSize {
		buffer[i] = 1
	}
	return buffer
}

// write replaces a file in one step, so that whoever reads it finds a whole one.
func write(path, text string) {
	if os.WriteFile(path+".new", []byte(text), 0o644) == nil {
		_ = os.Rename(path+".new", path)
	}
}
