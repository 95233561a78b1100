"""Run one command and print its CPU seconds, peak KiB, seconds on the clock and exit status. Started as `python -I -S`.

NOTE: Linux counts the memory of the process that forks into the peak of the new one, so it has to be a small one;
this one imports only what is built into the interpreter, and stays below a bare Python.
"""

import posix
import sys
import time

started = time.monotonic()
silence = [(posix.POSIX_SPAWN_OPEN, number, "/dev/null", posix.O_RDWR, 0) for number in (0, 1, 2)]
process = posix.posix_spawn(sys.argv[1], sys.argv[1:], posix.environ, file_actions=silence)
_, status, usage = posix.wait4(process, 0)
kibibytes = usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
elapsed = time.monotonic() - started
print(usage.ru_utime + usage.ru_stime, kibibytes, elapsed, posix.waitstatus_to_exitcode(status))
