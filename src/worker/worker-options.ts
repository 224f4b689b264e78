/**
 * Measured: without these, a run whose worker was killed is answered after 10 s instead of
 * one, heartbeats reach the server every 4 s, and a deploy cancels activities at once.
 */
export const WORKER_OPTIONS = Object.freeze({
  stickyQueueScheduleToStartTimeout: '750ms',
  maxHeartbeatThrottleInterval: '500ms',
  defaultHeartbeatThrottleInterval: '500ms',
  shutdownGraceTime: '10s',
  shutdownForceTime: '20s',
} as const);
