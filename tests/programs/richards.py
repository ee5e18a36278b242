"""A small operating system: tasks, packets, queues; method calls and attributes of several classes."""

WORKER, HANDLER, DEVICE = 0, 1, 2


class Packet:
    def __init__(self, kind, value):
        self.kind = kind
        self.value = value
        self.hops = 0


class Task:
    def __init__(self, system, ident):
        self.system = system
        self.ident = ident
        self.queue = []
        self.runs = 0

    def receive(self, packet):
        packet.hops += 1
        self.queue.append(packet)

    def run(self):
        self.runs += 1
        if self.queue:
            self.handle(self.queue.pop(0))
            return True
        return False


class Worker(Task):
    def handle(self, packet):
        packet.value += 1
        self.system.send(HANDLER, packet)


class Handler(Task):
    def handle(self, packet):
        if packet.value % 3 == 0:
            self.system.send(DEVICE, packet)
        else:
            self.system.send(WORKER, packet)


class Device(Task):
    def __init__(self, system, ident):
        Task.__init__(self, system, ident)
        self.done = 0

    def handle(self, packet):
        self.done += packet.hops
        if packet.value < 60:
            self.system.send(WORKER, packet)


class System:
    def __init__(self):
        self.tasks = [Worker(self, WORKER), Handler(self, HANDLER), Device(self, DEVICE)]
        self.sent = 0

    def send(self, ident, packet):
        self.sent += 1
        self.tasks[ident].receive(packet)

    def schedule(self):
        busy = True
        while busy:
            busy = False
            for task in self.tasks:
                if task.run():
                    busy = True


system = System()
for value in range(20):
    system.send(WORKER, Packet(WORKER, value))
system.schedule()
print(system.sent, [task.runs for task in system.tasks], system.tasks[DEVICE].done)
