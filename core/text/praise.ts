import { Role, type CueTable } from './lexicon.ts'

const { RATING, SOFT, RELIEF, CLOSED, THANKS } = Role

/** Praise in customers' own words: what a general lexicon has not, or has too weak. Written by us from everyday use. */
export const praiseCues: CueTable = [
  { valence: 1, role: RATING, patterns: '# star|stars' },
  {
    valence: 4,
    patterns: `
      excellent, outstanding, superb, exceptional, phenomenal, stellar, flawless, flawlessly, impeccable, superstar, rockstar, lifesaver,
      godsend, terrific,
    `,
  },
  {
    valence: 4, role: SOFT,
    patterns: `
      amazing, awesome, fantastic, wonderful, brilliant, fabulous, incredible, marvelous, marvellous, spectacular, fab, best,
    `,
  },
  {
    valence: 3, role: SOFT,
    patterns: `
      great, love, loves, loving, luv, perfect, lovely, nice, congrats, congratulations, bravo, yay, woohoo, woot, hooray, wooo, sweet,
    `,
  },
  { valence: 3, role: SOFT, patterns: 'good job|work, great job|work, nice job|work, well done, way to go, well played' },
  { valence: 2.5, role: SOFT, patterns: 'good, glad, fun, happy, nicely' },
  {
    valence: 3.5,
    patterns: `
      loved, delicious, gorgeous, perfectly, delighted, kudos, thrilled, stoked, grateful, thankful, tysm,
      first class service|experience|treatment, top notch, top tier, first rate, world class, second to none, hats off, above and beyond,
      went|go|goes|going * extra mile, exceed~ * expectations, surpass~ * expectations, made my|our|her|his day,
      keep up the good|great|excellent|amazing|awesome work, keep it up, life saver, saved the|my day,
      highly|strongly|definitely recommend~, blown away, blew me|us|my away, you|they rock|rule, you guys|folks rock|rule,
      guys|folks|people rock, customer for life, fan for life, best * ever, best * i|we * had|used|stayed|eaten|seen|bought|tried,
      four|five star|stars, hit|hits the spot, out of this world, works|worked|working|work like a charm,
      works|working great|perfectly|beautifully|wonderfully|well|fine|flawlessly, could|can not be happier|better,
      can|could not recommend * enough|highly, can|could not praise * enough, can|could not fault, can|could not get enough,
      can not say enough, could not find a better, can not thank * enough, can not beat, can not go wrong, could not ask for more|better,
      could not have been nicer|better|easier|happier, never disappoint~, not disappointed, not be disappointed, never let me|us down,
      worth every penny, game changer, peace of mind, happy camper, love it, love this|these, love them,
    `,
  },
  {
    valence: 3,
    patterns: `
      helpful, friendly, courteous, attentive, knowledgeable, accommodating, impressed, impressive, pleased, stunning, classy, beautiful,
      beautifully, tasty, yummy, compassionate, kudos, props, shoutout, shout out, thumbs up, much appreciated, a pleasure,
      means a lot|so much, helps a lot, rocks, rocked, rockin, legend, rave, delightful, nailed it|the, on the ball, on top of it, spot on,
      very happy, so happy, really happy, happy with, good service, great service, great customer service, good customer service,
      looking forward to coming|going|returning|flying|using|staying|my next, will definitely|certainly be back, definitely be back,
      can not wait to come|go back, look|looks great, will buy|order|use|fly|stay|come|return again,
      would buy|order|use|stay|recommend again, will|would definitely|certainly|happily buy|order|use|fly|stay|come|return|recommend|go,
      love you|u|your|the|my, love how easy|quick|fast|simple|quickly|easily, treated * well,
      treats|treat|treated * like family|royalty|kings|gold|queens, pleasantly surprised, good hands, go to place, great value, good value,
      must see, must have, must try, as good as new, just what i|we needed, exactly what i|we needed|wanted,
    `,
  },
  {
    valence: 2.5,
    patterns: `
      appreciate, appreciated, appreciates, appreciative, polite, professional, professionalism, efficient, efficiently, smooth, smoothly,
      seamless, seamlessly, effortless, satisfied, comfy, comfortable, comfortably, cozy, cosy, spotless, flavorful, flavourful, yum,
      welcoming, upbeat, cheerful, generous, thoughtful, caring, gracious, reliable, dependable, sturdy, durable, recommend~, stylish,
      elegant, handy, hero, heroes, angel, responsive, timely, adorable, superior, refreshing, personable, hospitable, hospitality,
      intuitive, juicy, crisp, tender, took|take|takes|taking [great|good|such|very] [good] care of, a big deal to me, thank god,
      thank goodness, arrived|came|delivered * early, %time early, well packed|packaged|thought|designed, ahead of schedule|time,
      no complaints, good experience, crystal clear, no problems|issues|trouble|hassle|delays|fuss at all,
      no problems|issues|hassle|fuss|delays, without [any|a] problem|problems|issue|issues|hassle|hitch|delay|fuss, smooth sailing,
      hassle free, problem free, trouble free, stress free, pain free, never had a|any problem|problems|issue|issues|trouble|complaints,
      as described, as advertised, as promised, user friendly,
    `,
  },
  {
    valence: 2,
    patterns: `
      fast, quick, quickly, speedy, prompt, promptly, convenient, conveniently, easy, easily, affordable, solid, clean, pleasant, enjoyed,
      enjoy, enjoying, enjoyable, cute, ftw, dope, lit, improved, bonus, complimentary, blessed, safe and sound, on time, right on time,
      on point, nailed, in no time, well made|built|organized|organised|worth|priced|designed|trained|written, can not complain,
      i|we like|liked, really like|liked, like|liked how, do like, all good, all set, good to go, sounds good|great, good to hear|know,
      no worries, good stuff, not bad, so far so good, reasonable, reasonably priced, nothing but good|great|praise|positive, like new,
      like it, liked it, like this, like them, like your, trust you|them|this, nothing better, works, it works,
      lasts all|long|forever|for|a, does exactly|just what, does the job|trick,
    `,
  },
  {
    valence: 1.5, role: RELIEF,
    patterns: `
      resolved, sorted, solved, fixed, problem solved, issue resolved, worked out, working again, back up, sorted out, up and running,
      all fixed,
    `,
  },
  {
    valence: 1, role: RELIEF,
    patterns: `
      finally, helped, rescued, got * back, was able to, were able to, for getting|fixing|resolving|solving|
      sorting|rebooking|replacing|refunding|responding|replying|finding|helping [it|this|me|us|my|our|that|things], for taking care|the,
      gave|issued|got|received [me|us|my|our] * refund, quick to, refunded, reimbursed, rebooked, compensated, managed to,
      for the quick|fast|prompt|speedy|great|good|kind|friendly|follow,
    `,
  },
  { valence: 1.5, role: SOFT, patterns: 'wow, fan, cheers, hilarious, cool beans, clever, smile, smiling, can not wait' },
  {
    valence: 2.2, role: THANKS,
    patterns: `
      thanks, thank, thank you|u|ya|y, thx, thnx, thanx, tnx, ty, tks, thks, gracias, many thanks, want|wanted|like|love|have to thank,
      want|wanted|like to say thanks|thank, thanks a lot|bunch|ton|million, thanks so|very much, thank you|u so|very much,
    `,
  },
  { valence: 3, role: THANKS | CLOSED | RELIEF, patterns: 'thanks|thank [you|u] for not' },
  {
    valence: 3, role: THANKS,
    patterns: `
      thanks|thank [you|u] for [all] [your|the|his|her|their] [great|good|amazing|awesome|quick|prompt|kind|fast|excellent|wonderful|
       fantastic] help|assistance|support|kindness|hospitality|efforts,
    `,
  },
  {
    valence: 0, role: CLOSED,
    patterns: `
      like to, feel like, look like, looks like, looked like, sounds like, seems like, seem like, like that, like a, like an, like the,
      something like, would like, thanks in advance, thank you in advance,
    `,
  },
  {
    valence: 0, role: CLOSED,
    patterns: `
      good morning|afternoon|evening|day|night, happy birthday|monday|friday|new|holidays, best regards|wishes|buy|western, kind regards,
      best way, as well as, pretty much, free of charge,
    `,
  },
]
