// The least that a supervisor can do to start and stop programs: one posix_spawn each, one kill, one waitpid.
// Usage: spawn COUNT. TERM ends it with all its children.
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;
static volatile sig_atomic_t stopping = 0;
static void stop(int number) { (void)number; stopping = 1; }

int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 1;
  pid_t *pids = calloc(count, sizeof *pids);
  char *command[] = {"sleep", "86400", NULL};
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &before);
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &before);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  for (int i = 0; i < count; i++)
    if (posix_spawn(&pids[i], "/bin/sleep", NULL, &attributes, command, environ) != 0) return 1;
  while (!stopping) sigsuspend(&before);
  for (int i = 0; i < count; i++) kill(pids[i], SIGTERM);
  for (int i = 0; i < count; i++) waitpid(pids[i], NULL, 0);
  return 0;
}
