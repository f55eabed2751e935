"""measure.py NAME RUNS BYTES WANTED COMMAND...: wall time, CPU time and peak memory of whole processes, medians."""

import os, statistics, subprocess, sys, time
name, runs, size, wanted, command = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5:]
wall, cpu, peak = [], [], 0
for turn in range(runs + 1):
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    told = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    took = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{name}: {told.decode(errors='replace')}")
    if turn == 0:
        continue  # warms the file cache
    wall.append(took * 1000)
    cpu.append((used.ru_utime + used.ru_stime) * 1000)
    peak = max(peak, used.ru_maxrss // 1024)
w, c = statistics.median(wall), statistics.median(cpu)
rate = f"  {size / 1e6 / (c / 1000):6.1f} MB per CPU s, {c / w:.1f} cores" if size else ""
print(f"{name:44} wall {w:8.1f} ms (min {min(wall):.1f})  CPU {c:8.1f} ms  peak {peak:4} MB{rate}  [wanted: {wanted}]")
