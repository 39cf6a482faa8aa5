// nri-runtime is a container runtime without containers: it keeps a list of pods and containers and asks the plugins of
// containerd's own NRI adaptation what containerd would ask. Like containerd it holds one lock while it asks and while
// it carries out updates. One command a line on stdin (JSON), one answer a line on stdout; see tests/nri/README.md.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/containerd/nri/pkg/adaptation"
	"github.com/containerd/nri/pkg/api"
	validator "github.com/containerd/nri/plugins/default-validator/builtin"
)

type command struct {
	Op          string            `json:"op"`
	ID          string            `json:"id"`
	Pod         string            `json:"pod"`
	UID         string            `json:"uid"`
	Namespace   string            `json:"namespace"`
	Name        string            `json:"name"`
	Annotations map[string]string `json:"annotations"`
	Cpus        string            `json:"cpus"`
	Mems        string            `json:"mems"`
	Count       int               `json:"count"`
	Require     []string          `json:"require"`
}

// place says what a container was held to, at its creation or by an update.
type place struct {
	ID   string `json:"id"`
	Cpus string `json:"cpus"`
	Mems string `json:"mems"`
}

type answer struct {
	Error string `json:"error,omitempty"`
	// In the order in which it happened, since the answer before.
	Done []place `json:"done"`
	Now  []place `json:"now"`
}

type runtime struct {
	socket     string
	plugins    *adaptation.Adaptation
	lock       sync.Mutex
	pods       []*api.PodSandbox
	containers []*api.Container
	done       []place
	failing    map[string]int
	slowMs     map[string]int
}

func main() {
	r := &runtime{socket: os.Args[1], failing: map[string]int{}, slowMs: map[string]int{}}
	r.load()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	for lines.Scan() {
		var c command
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		err := r.run(c)
		r.lock.Lock()
		a := answer{Done: append([]place{}, r.done...), Now: []place{}}
		r.done = nil
		r.save()
		for _, each := range r.containers {
			cpu := each.GetLinux().GetResources().GetCpu()
			a.Now = append(a.Now, place{each.Id, cpu.GetCpus(), cpu.GetMems()})
		}
		r.lock.Unlock()
		if err != nil {
			a.Error = err.Error()
		}
		text, _ := json.Marshal(a)
		fmt.Println(string(text))
	}
}

// What containerd keeps on disk: pods and containers live on while it is away.
type kept struct {
	Pods       []*api.PodSandbox
	Containers []*api.Container
}

func (r *runtime) load() {
	text, err := os.ReadFile(r.socket + ".kept")
	if err != nil {
		return
	}
	var k kept
	if err := json.Unmarshal(text, &k); err != nil {
		panic(err)
	}
	r.pods, r.containers = k.Pods, k.Containers
}

func (r *runtime) save() {
	text, _ := json.Marshal(kept{r.pods, r.containers})
	if err := os.WriteFile(r.socket+".kept", text, 0600); err != nil {
		panic(err)
	}
}

func (r *runtime) run(c command) error {
	ctx := context.Background()
	switch c.Op {
	case "start":
		return r.start(c.Require)
	case "look":
		time.Sleep(time.Duration(c.Count) * time.Millisecond)
		return nil
	case "fail":
		r.lock.Lock()
		defer r.lock.Unlock()
		r.failing[c.ID] = c.Count
		return nil
	case "slow":
		r.lock.Lock()
		defer r.lock.Unlock()
		r.slowMs[c.ID] = c.Count
		return nil
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	switch c.Op {
	case "pod":
		p := &api.PodSandbox{Id: c.ID, Uid: c.UID, Namespace: c.Namespace, Name: c.Name, Annotations: c.Annotations}
		p.Pid = uint32(1000 + len(r.pods))
		p.Linux = &api.LinuxPodSandbox{CgroupsPath: "/kubepods/" + c.ID}
		r.pods = append(r.pods, p)
		return r.plugins.RunPodSandbox(ctx, &adaptation.RunPodSandboxRequest{Pod: p})
	case "create":
		return r.create(ctx, c)
	case "update":
		return r.update(ctx, c)
	case "exit":
		each := r.container(c.ID)
		each.State = api.ContainerState_CONTAINER_STOPPED
		answer, err := r.plugins.StopContainer(ctx, &adaptation.StopContainerRequest{Pod: r.podOf(each), Container: each})
		if err != nil {
			return err
		}
		return r.carryOut(answer.Update)
	case "remove":
		each := r.container(c.ID)
		r.drop(c.ID)
		return r.plugins.RemoveContainer(ctx, &adaptation.RemoveContainerRequest{Pod: r.podOf(each), Container: each})
	case "stopPod":
		// As containerd has it: the process is gone, the sandbox is listed until it is removed.
		p := r.pod(c.Pod)
		p.Pid = 0
		return r.plugins.StopPodSandbox(ctx, &adaptation.StopPodSandboxRequest{Pod: p})
	case "removePod":
		p := r.pod(c.Pod)
		left := []*api.PodSandbox{}
		for _, each := range r.pods {
			if each.Id != c.Pod {
				left = append(left, each)
			}
		}
		r.pods = left
		return r.plugins.RemovePodSandbox(ctx, &adaptation.RemovePodSandboxRequest{Pod: p})
	}
	return fmt.Errorf("unknown op %q", c.Op)
}

func (r *runtime) start(require []string) error {
	config := &validator.DefaultValidatorConfig{Enable: true, RequiredPlugins: require}
	plugins, err := adaptation.New("nri-runtime", "v0", r.synchronize, r.updateFromPlugin,
		adaptation.WithSocketPath(r.socket),
		adaptation.WithPluginPath(r.socket+".plugins"),
		adaptation.WithPluginConfigPath(r.socket+".conf"),
		adaptation.WithDefaultValidator(config))
	if err != nil {
		return err
	}
	r.plugins = plugins
	return plugins.Start()
}

func (r *runtime) synchronize(ctx context.Context, tell adaptation.SyncCB) error {
	r.lock.Lock()
	defer r.lock.Unlock()
	updates, err := tell(ctx, r.pods, r.containers)
	if err != nil {
		return err
	}
	return r.carryOut(updates)
}

func (r *runtime) updateFromPlugin(_ context.Context, updates []*adaptation.ContainerUpdate) ([]*adaptation.ContainerUpdate, error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	return nil, r.carryOut(updates)
}

func (r *runtime) create(ctx context.Context, c command) error {
	resources := &api.LinuxResources{Cpu: &api.LinuxCPU{Cpus: c.Cpus, Mems: c.Mems}}
	each := &api.Container{Id: c.ID, PodSandboxId: c.Pod, Name: c.Name, CreatedAt: time.Now().UnixNano()}
	each.Linux = &api.LinuxContainer{Resources: resources, CgroupsPath: "/kubepods/" + c.ID}
	answer, err := r.plugins.CreateContainer(ctx, &adaptation.CreateContainerRequest{Pod: r.pod(c.Pod), Container: each})
	if err != nil {
		return err
	}
	if err := r.carryOut(answer.Update); err != nil {
		return err
	}
	if r.failing[c.ID] > 0 {
		r.failing[c.ID]--
		return fmt.Errorf("injected: %s is not created", c.ID)
	}
	each.State = api.ContainerState_CONTAINER_RUNNING
	each.Linux.Resources = resources
	hold(each, answer.GetAdjust().GetLinux().GetResources().GetCpu())
	r.containers = append(r.containers, each)
	r.note(each)
	return r.plugins.PostStartContainer(ctx, &adaptation.PostStartContainerRequest{Pod: r.pod(c.Pod), Container: each})
}

func (r *runtime) update(ctx context.Context, c command) error {
	each := r.container(c.ID)
	resources := &api.LinuxResources{Cpu: &api.LinuxCPU{Shares: api.UInt64(uint64(2048))}}
	request := &adaptation.UpdateContainerRequest{Pod: r.podOf(each), Container: each, LinuxResources: resources}
	answer, err := r.plugins.UpdateContainer(ctx, request)
	if err != nil {
		return err
	}
	return r.carryOut(answer.Update)
}

func (r *runtime) carryOut(updates []*adaptation.ContainerUpdate) error {
	for _, u := range updates {
		time.Sleep(time.Duration(r.slowMs[u.ContainerId]) * time.Millisecond)
		if r.failing[u.ContainerId] > 0 {
			r.failing[u.ContainerId]--
			return fmt.Errorf("injected: %s is not updated", u.ContainerId)
		}
		each := r.container(u.ContainerId)
		if each == nil || each.State == api.ContainerState_CONTAINER_STOPPED {
			return fmt.Errorf("no running container %s", u.ContainerId)
		}
		hold(each, u.GetLinux().GetResources().GetCpu())
		r.note(each)
	}
	return nil
}

// hold writes what is given over what there is; what is not given stays, as in containerd.
func hold(c *api.Container, cpu *api.LinuxCPU) {
	own := c.Linux.Resources.Cpu
	if cpu.GetCpus() != "" {
		own.Cpus = cpu.GetCpus()
	}
	if cpu.GetMems() != "" {
		own.Mems = cpu.GetMems()
	}
}

func (r *runtime) note(c *api.Container) {
	r.done = append(r.done, place{c.Id, c.Linux.Resources.Cpu.Cpus, c.Linux.Resources.Cpu.Mems})
}

func (r *runtime) pod(id string) *api.PodSandbox {
	for _, p := range r.pods {
		if p.Id == id {
			return p
		}
	}
	return nil
}

func (r *runtime) podOf(c *api.Container) *api.PodSandbox { return r.pod(c.PodSandboxId) }

func (r *runtime) container(id string) *api.Container {
	for _, c := range r.containers {
		if c.Id == id {
			return c
		}
	}
	return nil
}

func (r *runtime) drop(id string) {
	left := []*api.Container{}
	for _, c := range r.containers {
		if c.Id != id {
			left = append(left, c)
		}
	}
	r.containers = left
}
