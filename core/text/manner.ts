import { Role, type CueTable } from './lexicon.ts'

const { CLOSED, REQUEST, ASKER, UNREAL, SOFT } = Role

/** How customers say that they have had enough, what they expect, and what they only ask. Idioms and rhetoric, written by us. */
export const mannerCues: CueTable = [
  // Idioms of anger and contempt.
  {
    valence: -3.5, role: CLOSED,
    patterns: `
      thanks|thank|thx for nothing, thank|thanks you for nothing, thanks but no thanks, no thanks to, gee thanks, shame on you, a joke,
      are a joke, is a joke, fed up, sick and tired, piece of crap|junk|shit|garbage, zero|one|two star|stars, want nothing to do,
      good riddance,
    `,
  },
  {
    valence: -2.8, role: CLOSED,
    patterns: `
      are you kidding, you got to be kidding, have got to be kidding, be kidding, you must be joking, are you serious, you serious,
      what the hell|heck|fuck|f, sick of, tired of, had enough, had it with, get * act|shit|stuff|crap together, get it together, on earth,
      how dare, how hard is|can it, how is this|that|it|any [even|any] possible|acceptable|ok|okay|fair|legal, is this how, no excuse,
      not acceptable,
    `,
  },
  {
    valence: -2.6, role: CLOSED,
    patterns: `
      let|lets|letting me|us|down down, let down, fall|falls|fell|falling short, give|gave|giving up,
      screw|screwed|screws|screwing up|me|us|over, mess|messed|messes up, mix|mixed up, cut|cutting corners,
      does|do|could|can not care [less], could care less, do not care, not even, not give a, less than impressed|satisfied|stellar|helpful,
      anything but, nothing but problems|trouble|issues|headaches, nothing works|worked|helps|helped, leaves * to be desired,
      here we go again, used to love|like|be|work|enjoy|trust, getting|gets old, do you even|ever|people|guys,
    `,
  },
  {
    valence: -2.5, role: CLOSED,
    patterns: `
      not recommend|worth|impressed|happy|satisfied|pleased|good|great|helpful|buy|waste|okay|amused|thrilled|good|nice, no better,
      better than this|that, expect|expected|deserve|deserved better|more, do|be better, much worse, far worse, worse than, going downhill,
      gone downhill, went downhill, downhill, treated|treats|treat|treating [me|us|people|customers|passengers|your] * like|badly|poorly,
      lack of, nice try, at best, good luck with|getting|finding|trying, so much for, waste your,
    `,
  },
  // Rhetorical questions and reproach.
  {
    valence: -2, role: CLOSED,
    patterns: `
      why is|are|do|does|did|can|could|would|must|have|has|the|not|am|was|were|so, how come, what is going on, what is wrong,
      what is the point, where is|are my|our, where the hell|heck, what kind|sort of service|company|business|
      people|operation|airline|support|bank|joke, yeah right|sure, can|could not believe this|you|they|i|the|my|that, what happened,
      what gives, what is happening, how about you, how can|could|do you|they justify|expect|not|claim|call|run, so no, then why,
      you call|think this|that, how is it,
    `,
  },
  {
    valence: -1.5, role: CLOSED,
    patterns: `
      should|could|would have [been], should not, need|needs to do better|fix|improve|learn|train|hire, you should|ought, would be nice,
      would have been nice|great|good, if only, wish i|you|they|we|it, do something, be ashamed, learn to, train your, get with it|the,
      come on, step it up, step up your, hire more|some|better|new,
    `,
  },
  {
    valence: -1.8, role: CLOSED,
    patterns: `
      yet another, once again, yet again, as usual, as always, every single time, every time i|we, all over again, again and again,
      over and over, over an|a|%n hour|hours|day|days|week|weeks, more than an|a|%n hour|hours|day|days|week|weeks,
      %n|%ord hours|days|weeks|months|times later|now, later and, %ord time, another day, so many times, time after time, constant,
      constantly, repeatedly, countless,
    `,
  },
  {
    valence: -2, role: CLOSED,
    patterns: `
      another delay|problem|issue|cancellation|excuse|failure|bad|hour|day|mess|outage|error|crash|update|mechanical|delayed|cancelled|fee,
      another * delay|problem|issue, more delays|problems|excuses|issues|delay,
    `,
  },
  { valence: -1, role: CLOSED, patterns: 'fix this|it|your|that|the, sort this|it|your|that [out], no longer' },
  {
    valence: -0.6, role: REQUEST,
    patterns: `
      please help, need help, help me|us, need someone|somebody, someone help, can someone|anyone|somebody, anyone there|home|out|listening,
      hello ?, please fix|explain|respond|reply|answer|advise, get me|us, want to know|speak|talk|cancel, not understand,
    `,
  },
  // Wishes and conditions: praise in them is not praise.
  {
    valence: 0, role: UNREAL,
    patterns: `
      would, if, hope, hoping, hopefully, wish, unless, maybe, expected, expecting, should, used to, need, trying to, promised, could, lets,
      let us, looking for, please, suggest,
    `,
  },
  // Requests and questions: thanks that go with them are politeness.
  {
    valence: 0, role: REQUEST | UNREAL,
    patterns: `
      please, can|could|would|will you|u|i|we|someone, need to, looking for|to, let me|us know, wondering, want to know, would like to,
      is there, are there, help with, advise, any chance|idea|word|update, want to, how do|can|to i, dm,
    `,
  },
  {
    role: ASKER,
    patterns: `
      is, are, do, does, did, can, could, will, would, what, when, which, who, any, how, has, have, should, may, where, was, am, if,
    `,
  },
  // Fixed expressions that would otherwise be misread.
  {
    valence: 0, role: CLOSED,
    patterns: `
      would be great|nice|helpful|good|awesome|lovely if|to, can|could not believe, excuse me, no doubt, no wonder, no matter, not only,
      not just, not to mention, kind of, sort of, customer care, care of, help desk, lost and found, last minute, at least, quick question,
      free of, too many to, second to, no need, do not worry, no big deal, do not know, do not need, not sure, no rush, not yet, or not,
      why not, if not, whether or not, do not get me wrong,
    `,
  },
  {
    valence: 0.5, role: SOFT,
    patterns: `
      no problem, not a problem, not an issue, do not forget, no pressure, not too bad, not that bad, never mind,
    `,
  },
]
