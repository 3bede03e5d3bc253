/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * ThreadSanitizer does not see the locks inside Debian's GLib, and takes what goes through a GTask
 * for a race. Who hands an object over to another thread says so here, before the task is started
 * or returns; the other side takes it. In other builds this is nothing.
 */
#ifdef __SANITIZE_THREAD__
void __tsan_acquire (void *at);
void __tsan_release (void *at);
#define lab_handover_give(object) __tsan_release (object)
#define lab_handover_take(object) __tsan_acquire (object)
#else
#define lab_handover_give(object) ((void) (object))
#define lab_handover_take(object) ((void) (object))
#endif

G_END_DECLS
