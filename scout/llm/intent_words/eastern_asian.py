"""Chinese, Japanese, Korean, Vietnamese, Indonesian and Thai words that tell what a prompt wants.

Chinese, Japanese, Korean and Thai terms are found anywhere within a run of letters.
"""

from __future__ import annotations

from typing import Final

CHINESE: Final = {
    "do.summarize": "总结 總結 概括 摘要 归纳 歸納 缩写 概述 提炼 精简 浓缩 小结 概要",
    "do.translate": "翻译 翻譯 译成 譯成 译为 翻成 英译 中译",
    "do.extract": """
        提取 抽取 找出 列出所有 摘出 提到的 中的所有 抽出 挑出 摘录 提及的 识别出 中找出 里的
        阅读短文 并回答 根据短文 根据文章 文中 只保留 整理成表格
    """,
    "do.classify": """
        分类 分類 归类 判断 判定 属于 标注 打标签 评分 划分 哪种语言 什么语言 陈述句 打分
        是事实还是 归为
    """,
    "do.write": "写 寫 撰写 创建 生成 制作 编写 起草 拟 做一个 做个",
    "do.give": "给我 想要 需要 我要 只要 要一段 要一个 求一个 想给",
    "do.imagine": """
        编一个 编个 创作 想象 虚构 构思 起名 起几个 取个 续写 改写 润色 仿写 头脑风暴 讲个 讲一个
        取名 标题 题目 扮演 假装 更有诗意 更正式 为题 编写故事 改进这段
    """,
    "do.program": """
        实现 編程 编程 重构 调试 部署 编译 优化 优化代码 安装 配置 开发 写代码 写个脚本 写一个函数
        写一个脚本 如何实现 怎么实现
    """,
    "do.repair": "修复 修正 改正 报错 解决这个错误 怎么修",
    "do.compute": """
        计算 計算 求解 求函数 求出 解方程 化简 因式分解 求导 等于多少 算一下 算出 求 解方程组
        多少钱 多长时间 平均 余数 解 数一数
    """,
    "do.prove": "证明 證明 求证 推导 反证",
    "do.weigh": """
        分析 比较 比較 权衡 评估 推理 推断 建议 论证 规划 制定 考虑 如果 该不该 应不应该 假设
        怎么判断 为什么会 哪个选项 请说明理由 一步步 会带来 如何选择 怎么办 该怎么 更合理 值不值得
        利与弊 长期影响 帮我想清楚 怎么一步步 我担心
    """,
    "do.explain": "解释 解釋 说明 介绍 描述 讲解 讲讲 阐述",
    "do.list": "列出 列举 告诉我 给出 输出 说出",
    "do.find": "找到 查找 检查 识别 确定",
    "a.text": """
        文章 这段 段落 文本 邮件 信件 评论 留言 报告 合同 发票 新闻 句子 这句 对话 简历 文档
        会议记录 纪要 短信 消息 文字 这篇 这封 全文 材料
    """,
    "a.this": "以下 下面 上面 这个 这段 该 如下 这篇 这封 这条 此 下列",
    "a.summary": """
        总结 摘要 要点 一句话 两句话 三句话 大意 主旨 主要内容 主要讲 中心思想 讲了什么 重点
        核心内容 概要 简单的话 概括 一百字 报道的重点 大概在说 说重点 大白话 在说什么
    """,
    "a.translation": """
        怎么说 用英语说 怎麼說 翻译 是什么意思 用英文 翻译成 的英文是 英语怎么说 法语怎么说
        日语怎么说 该怎么写 中文大概 什么意思 怎么写
    """,
    "a.label": """
        积极 消极 中性 正面 负面 好评 差评 垃圾邮件 情感 情绪 类别 标签 语气 还是 是否 主题 哪一类
        真假 感叹句 疑问句 事实还是观点 礼貌 真的还是假的 是或否 夸人 讽刺 算是 拒绝 有兴趣
    """,
    "a.field": """
        姓名 电话 日期 金额 地址 公司名称 人名 地名 关键词 邮箱 价格 时间 地点 单号 所有 名称 院校
        押金 面积 楼层 看房时间 联系方式
    """,
    "a.format": "表格 格式 json csv 列表",
    "a.software": """
        函数 代码 脚本 程序 爬虫 接口 数据库 循环 数组 算法 正则 变量 线程 报错 编译器 内存泄漏
        前端 后端 组件 查询 框架 递归 链表 服务器 并发 父子组件 示例代码 网页 按钮 命令行 编译 容器
        页面 登录 注册 多线程 并发数 文件夹 批量 统计单词 快速排序 冒泡排序 排序算法
    """,
    "a.maths": """
        方程 导数 积分 概率 百分之 面积 周长 体积 三角形 圆的 角度 平方根 质数 素数 平均数 分数
        矩阵 向量 极值 函数 利息 速度 多少个 一共 偶数 奇数 整数 数列 不等式 乘积 还剩 方程组
        长方形 正方形 极限 集合 排列 组合 抛物线 勾股 平方 立方 x=
    """,
    "a.story": """
        诗 故事 小说 童话 歌词 口号 标语 笑话 对联 剧本 寓言 散文 角色 广告语 名字 文案 俳句 绕口令
        诗歌 感谢信 小诗 短篇 剧情 题目 情书 谜语 儿歌 祝福语 朋友圈文案 吉祥话 押韵 开场白 相声
        小品
    """,
    "a.document": "邮件 信 演讲稿 邀请函 作文 文案 简介 朋友圈 祝福 推文 发言稿 求职信",
    "a.dilemma": """
        优缺点 利弊 优点 缺点 后果 原因 策略 风险 选择 选哪个 论点 一步一步 逐步 谜题 说谎 谎话
        真话 更好 结论 逻辑 方案 决定 影响 理由 如何判断 哪个更 合理 优先 矛盾 推理 假话
    """,
    "a.fact": """
        首都 人口 发明 发现 成立 出生 去世 国家 河流 山 行星 战争 世纪 最高 最长 最大 是谁 什么是
        定义 区别 总统 皇帝 哪一年 多高 多长 多远 作者 光合作用 历史 位于 货币 形成 彩虹 沸点 国旗
        动物 鸟 维生素 介绍一下 出自 朝代 唐朝 面积最大 组成 由来 原理 谁写的 哪一种 为什么会黑
        有什么区别 怎么讲
    """,
    "a.quantity": """
        每个 每人 一共 总共 剩 还剩 一半 两倍 三倍 三分之 元 小时 分钟 公里 千米 厘米 平均分 每小时
    """,
    "mark.all": "所有 每个 有些 没有一个 只有 都 比",
    "mark.count": "两个 三个 四个 五个 六个 两次 三次",
    "q.who": "谁 誰 什么时候 哪里 哪儿 何时",
    "q.which": "哪个 哪一 哪些 哪種",
    "q.what": "什么 什麼 是什么",
    "q.why": "为什么 為什麼 为何 怎么会",
    "q.how": "怎么 如何 怎样 怎麼",
    "q.many": "多少 几个 几",
    "q.whether": "是不是 是否 还是 吗",
    "q.should": "该不该 应不应该 应该 要不要 值得",
    "say.hello": """
        你好 您好 早上好 晚上好 下午好 晚安 早安 嗨 哈喽 吃了吗 最近怎么样 过得怎么样 早啊 明天见
        早呀
    """,
    "say.thanks": """
        谢谢 谢啦 感谢你 再见 拜拜 哈哈 好的 不客气 太好了 厉害 对不起 恭喜你 嗯嗯 没关系 辛苦了
        真有意思 好笑 太棒了 么么哒 哇
    """,
    "say.you": "你 您 你是 你叫 你的名字 你喜欢 你会",
    "say.feel": """
        累 难过 开心 高兴 无聊 孤独 生气 心情 伤心 烦 困了 生病 想睡 郁闷 今天 周末 压力 好累 好困
        下班 失恋 想你 心累 好开心 不开心 放假 十公里 太棒 刚跑完
    """,
    "say.me": "我 我的 我们 我今天",
    "mark.please": "请 帮我 能不能 可以 麻烦 能否",
    "mark.if": "如果 假设 所有的 有的 只有一个 已知",
    "mark.or": "还是 或者 或",
    "mark.hard": "详细 全面 深入 复杂 完整 严谨",
    "mark.easy": "简短 简单 简要 快速 短",
    "mark.then": "然后 接着 并且 另外 最后 首先 并",
    "languages": """
        英语 英文 德语 法语 西班牙语 意大利语 葡萄牙语 俄语 土耳其语 中文 汉语 日语 日文 韩语 韩文
        阿拉伯语 拉丁语 粤语 德文 法文
    """,
    "a.into_language": """
        成英文 成英语 成中文 成日语 成法语 成德语 成韩语 成西班牙语 用英语 用英文 用日语 用法语
        用德语 译成 译为 英译 中译
    """,
}
"""Chinese."""

JAPANESE: Final = {
    "do.summarize": "要約 まとめて まとめると 要点を 短くして 概要を 要約して",
    "do.translate": "翻訳 訳して 英訳 和訳 訳してください に訳",
    "do.extract": """
        抽出 抜き出 取り出 すべて挙げ 出てくる 含まれる 書き出して 拾い出 挙げて だけを取り出
        読んで答え 本文中 書かれている 含まれて 表にして
    """,
    "do.classify": """
        分類 判定 判断して 当てはま カテゴリ 振り分け どれに 仕分け ラベル付け 何語ですか どの言語
        皮肉ですか 選んで 選んでください 事実か意見 点数
    """,
    "do.write": "書いて 作成 作って 生成 考えて 書け 書こう 作れ",
    "do.give": """
        欲しい ほしい ほしいです したいです したいのですが お願いします が欲しい 探しています
    """,
    "do.imagine": """
        創作 想像して 物語を 続きを書 言い換え 書き換え アイデア 発想 ネーミング なりきって
        考えてください 考えて になりきって タイトルを 名前を考え 続きを もっと詩的 書き直して
    """,
    "do.program": """
        実装 リファクタリング デバッグ コンパイル デプロイ 最適化 インストール 設定方法
        プログラミング 高速化 コードを書 関数を書 スクリプトを書 実装する方法 リファクタ
    """,
    "do.repair": "直して 修正 修正して エラーを 動かない 動きません",
    "do.compute": """
        計算 解いて 解け 求めよ 求めて 簡単にせよ 因数分解 微分 積分せよ いくつ いくら 求めなさい
        解きなさい 計算しなさい いくらですか 何分 何通り 同時に取り出す
    """,
    "do.prove": "証明 示せ 証明せよ 導出",
    "do.weigh": """
        分析 比較 検討 推論 評価して 論理的 提案して 推薦 どちらを選 考察 理由も もし 計画を立て
        議論 影響が出 考えてください 段階的に考え べきでしょうか どう反応 シナリオ 論じて
        意見を述べ 仲間外れ 向いていると思 理由を挙げ 悩んでいます 基準 迷って 犯人
    """,
    "do.explain": "説明 解説 教えて 紹介 述べよ 述べて 定義",
    "do.list": "列挙 挙げよ リスト 一覧 示して 出力",
    "do.find": "探して 見つけ 確認 特定 調べて",
    "a.text": """
        文章 この文 次の文 記事 段落 メール 手紙 レビュー 口コミ コメント 報告書 レポート 契約書
        請求書 議事録 会話 ニュース 履歴書 本文 問い合わせ メッセージ 文を 資料
    """,
    "a.this": "以下 次の この 上記 下記 上の 下の これ",
    "a.summary": """
        要約 要点 まとめ 一文で 箇条書き 概要 三行で 主旨 あらすじ ポイントを 短くまとめ 簡潔に
        ざっくり 一言で 大事なところ 短くして
    """,
    "a.translation": """
        何と言い なんと言い 何て言う どう言い 翻訳 英語で言う 訳 英語にして 英語に翻訳 何て言い
        英語でどう どうなりますか ドイツ語で 何と言えば
    """,
    "a.label": """
        肯定的 否定的 中立 ポジティブ ネガティブ 迷惑メール スパム 感情 カテゴリ ジャンル かどうか
        緊急 口調 どれか 皮肉 本気 丁寧 失礼 正しいですか 何語 どちらでしょう 前向き 断り
    """,
    "a.field": """
        人物名 日付 場所 金額 住所 電話番号 氏名 名前 キーワード 会社名 日時 参加者 価格 地名
        固有名詞 注文番号 送料 合計
    """,
    "a.format": "表形式 表に json csv リスト形式",
    "a.software": """
        関数 コード スクリプト プログラム 配列 クエリ データベース ループ クラス メソッド エラー
        アルゴリズム 変数 正規表現 無限スクロール 再帰 コンポーネント バグ 例外 サーバー ボタン
        画面 ログイン 実装 テストコード コマンド デプロイ 環境構築 ファイル ソート クイックソート
    """,
    "a.maths": """
        方程式 導関数 積分 確率 パーセント 面積 周の長さ 体積 三角形 円の 角度 平方根 素数 平均
        分数 行列 ベクトル 時速 何km 底辺 高さが 割引 利息 整数 偶数 奇数 数列 確率を求め 玉
        サイコロ 連立方程式 正方形 長方形 円周 割合 何通り 最大公約数 最小公倍数 いくらですか
    """,
    "a.story": """
        物語 詩 小説 童話 俳句 短歌 歌詞 スローガン キャッチコピー 川柳 昔話 セリフ 台本 登場人物
        書き出し 主人公 ショートストーリー なぞかけ ダジャレ キャッチ フレーズ タイトル なぞなぞ
        子守唄 あいさつ スピーチ 笑える 設定で
    """,
    "a.document": "メール文 手紙 スピーチ 招待状 作文 紹介文 志望動機 挨拶文 ブログ 投稿",
    "a.dilemma": """
        メリット デメリット 利点 欠点 結果 原因 戦略 リスク 選択肢 段階的 ステップ 順に考 謎 嘘つき
        嘘を 本当のこと どちらが 結論 論理 理由 影響 背の順 並べられ 選ぶべき 是非 シナリオ
        反応する 矛盾 優先 仲間外れ 推理 賛成 反対
    """,
    "a.fact": """
        首都 人口 発明 発見 設立 生まれ 国は 川 山は 惑星 戦争 世紀 一番高い 一番長い 最大の 意味
        違い 大統領 天皇 何年 高さは どこですか 誰ですか とは何 作者 光合成 歴史 いつ
        について教えて 虹 どうしてできる 国旗 動物 鳥 ビタミン 仕組み 由来 首都は 沸点 誰が書いた
        もともと って何 何のため どうして
    """,
    "a.quantity": "ずつ 合計 全部で 残り 半分 2倍 3倍 円 時間 分間 キロ cm 買い 割引",
    "mark.all": "すべて 全員 ある だけ より高く より低く のうち",
    "mark.count": "二つ 三つ 四つ 2つ 3つ 二人 三人",
    "q.who": "誰 だれ いつ どこ",
    "q.which": "どの どれ どちら どっち",
    "q.what": "何ですか とは 何が なに 何を",
    "q.why": "なぜ どうして",
    "q.how": "どうやって どのように 方法",
    "q.many": "いくつ いくら 何人 何個 何本 何メートル 何km",
    "q.whether": "ですか かどうか でしょうか",
    "q.should": "べき したほうがいい べきか",
    "say.hello": """
        こんにちは おはよう こんばんは おやすみ はじめまして やあ もしもし 元気ですか お元気
        おやすみなさい また明日 お疲れ様
    """,
    "say.thanks": """
        ありがとう さようなら またね 了解 すごい 笑 ごめん おめでとう どういたしまして よろしく
        お疲れ いいね やった わーい うん すごいね 楽しいね ほんと
    """,
    "say.you": "あなた きみ 君は お名前 君の",
    "say.feel": """
        疲れた 悲しい 嬉しい うれしい 退屈 寂しい 眠い 楽しい つらい 怒 今日は お腹すいた 暇
        いいことあった 眠いなあ 好きだよ 寂しいな お腹 週末 のんびり ただいま 大変だった 混んで
    """,
    "say.me": "私 僕 俺 わたし ぼく",
    "mark.please": "ください お願い してほしい もらえますか くれますか 頼む",
    "mark.if": "もし 仮に すべての ならば 一つだけ",
    "mark.or": "または それとも",
    "mark.hard": "詳しく 詳細 包括的 厳密 複雑",
    "mark.easy": "短い 短く 簡単に 簡潔 手短",
    "mark.then": "そして それから また 最後に まず",
    "languages": """
        英語 ドイツ語 フランス語 スペイン語 イタリア語 ポルトガル語 ロシア語 トルコ語 中国語 日本語
        韓国語 アラビア語 ラテン語
    """,
    "a.into_language": """
        英語で 英語に ドイツ語に フランス語に スペイン語に 中国語に 日本語に 日本語で 韓国語に 英訳
        和訳 中国語で フランス語で ドイツ語で
    """,
}
"""Japanese."""

KOREAN: Final = {
    "do.summarize": "요약 정리해 간추려 줄여 간단히_정리 핵심만",
    "do.translate": "번역 영역 옮겨 번역해 옮겨_줘 옮겨줘",
    "do.extract": """
        추출 뽑아 찾아줘 찾아내 골라내 모두_찾아 발췌 나오는 언급된 추려 읽고_답 본문에 뽑아줘
        나오는_지명 언급된_회사 표로_만들
    """,
    "do.classify": """
        분류 판단 판별 구분 라벨 인지_아닌지 평가해 카테고리 무슨_언어 골라_분류 사실인지_의견
        어느_나라_말
    """,
    "do.write": "써줘 써 작성 만들어 생성 쓰기 짜줘 만드는 써주세요",
    "do.give": "보여줘 싶어요 싶은데 필요해 원해요 부탁해",
    "do.imagine": """
        지어 지어줘 상상 창작 이어서_써 바꿔_써 아이디어 추천해줘 다듬어 꾸며 재치_있게 제목을
        이름을_지어 역할을 이어서 더_시적 문구를
    """,
    "do.program": """
        구현 리팩토링 디버깅 디버그 컴파일 배포 최적화 설치 설정 코딩 코드를_짜 코드를_작성
        함수를_작성 함수를_만들 예제_코드 리팩토링해
    """,
    "do.repair": "고쳐 수정 오류 에러 안_돼요 작동하지",
    "do.compute": """
        계산 풀어 구하시오 구해 풀이 인수분해 미분 적분 얼마인가 간단히_하 해를_구 값을_구 구하세요
        얼마인가요 확률은 몇_가지
    """,
    "do.prove": "증명 보이시오 증명하",
    "do.weigh": """
        분석 비교 추론 평가 추천 논증 검토 고민 논리적 계획 따져 단계별 조언 어떻게_생각 이유는
        나머지와_다른 어떻게_해야 선택해야 단계별로_생각 따져_봐 유리한지
    """,
    "do.explain": "설명 알려줘 알려 소개 정의 묘사",
    "do.list": "나열 목록 열거 말해 반환",
    "do.find": "찾아 확인 식별",
    "a.text": """
        글 문장 기사 문단 이메일 메일 편지 리뷰 후기 댓글 보고서 계약서 영수증 회의록 대화 뉴스
        이력서 본문 문서 메시지 공지 텍스트
    """,
    "a.this": "다음 아래 위 이_글 이_문장 이_기사 이_메일 이_댓글 이 위의 해당",
    "a.summary": """
        요약 핵심 요점 한_줄 세_줄 한_문장 한_문단 주요_내용 개요 줄거리 간단히 한_문장으로 세_줄로
        간추려 요약해줄래 핵심_내용 무슨_얘기 짧게 핵심만
    """,
    "a.translation": "뭐라고_해 뭐라고_하나 어떻게_말 번역 뜻이 일본어로_어떻게 베트남어로 뭐예요",
    "a.label": "긍정 부정 중립 스팸 감정 감성 카테고리 주제 어조 긴급 여부 아닌지 유형 칭찬 비꼬는",
    "a.field": """
        이름 날짜 금액 장소 주소 전화번호 품목 가격 키워드 회사명 발신자 주문번호 참석자 인물 항목
        보증금 월세 송장번호 도착_예정일
    """,
    "a.format": "표로 표 json csv 목록으로",
    "a.software": """
        함수 코드 스크립트 프로그램 배열 쿼리 데이터베이스 반복문 클래스 메서드 메소드 알고리즘
        변수 정규식 크롤러 서버 컴포넌트 버그 예외 문자열 인증 버튼 화면 로그인 웹페이지 파일
        명령어 테스트_코드 컴파일러 정렬
    """,
    "a.technology": "파이썬 깃 도커 노드 자바 자바스크립트 스프링 리액트",
    "a.maths": """
        방정식 도함수 적분값 확률 퍼센트 넓이 둘레 부피 삼각형 원의 각도 제곱근 소수 자연수 평균
        분수 행렬 벡터 합을 배수 속력 이자 할인 곱 정수 수열 부피는 넓이를 정사각형 직사각형
        최대공약수 최소공배수 경우의_수 몇_km
    """,
    "a.story": """
        시를 시 동화 소설 이야기 노래 가사 슬로건 표어 농담 대본 등장인물 문구 삼행시 수필
        카페_이름 제목 수수께끼 자장가 대화를 축하_메시지 콩트 개그
    """,
    "a.document": "편지 이메일 연설문 초대장 자기소개서 에세이 축사 광고_문구 소개글 블로그",
    "a.dilemma": """
        장단점 장점 단점 결과 원인 전략 위험 선택지 단계별로 수수께끼 거짓말 진실 더_나은 결론 논리
        이유 영향 유리 어느_쪽 대안 결정 다른_하나 어느_것 우선순위 모순
    """,
    "a.fact": """
        수도 인구 발명 발견 설립 태어 국가 강 산 행성 전쟁 세기 가장_높은 가장_긴 가장_큰 뜻 차이
        대통령 왕 몇_년 높이 만들었나 무엇인가요 이란 역사 무지개 생기나요 대해_설명 어디인가요
        국기 동물 새 비타민 유래 원리 이유가_뭐예요 왜
    """,
    "a.quantity": "각각 모두_합 합하면 남은 절반 두_배 세_배 시간 분 킬로미터 원 개에 정육면체",
    "mark.all": "모든 어떤 아무도 하나만 보다",
    "mark.count": "두_개 세_개 네_개 다섯 여섯 일곱 여덟 아홉 두_번 세_번",
    "q.who": "누가 누구 언제 어디",
    "q.which": "어느 어떤",
    "q.what": "무엇 뭐 뭐야 무슨",
    "q.why": "왜 이유가",
    "q.how": "어떻게 방법",
    "q.many": "얼마 몇",
    "q.whether": "인가요 아닌지 인지",
    "q.should": "해야_할까 하는_게_좋을까 나을까 좋을까",
    "say.hello": "안녕 안녕하세요 좋은_아침 잘_자 반가워 뭐해 잘_지내 하이 내일_봐 안녕하십니까",
    "say.thanks": """
        고마워 감사합니다 고맙 잘가 ㅋㅋ ㅋㅋㅋ ㅎㅎ 대박 좋아요 미안 축하해 알겠어 수고 땡큐 ㅠㅠ
        우와 오케이 좋은_하루
    """,
    "say.you": "너는 너 네_이름 당신 넌 네가",
    "say.feel": """
        피곤 슬퍼 행복 기뻐 심심 외로 화나 기분 우울 졸려 오늘 아파 힘들어 심심한데 합격했어 날씨
        배고파 설레 짜증 사랑해 태어났대 눈물 대박이다
    """,
    "say.me": "나 나는 내 저는 제 우리",
    "mark.please": "주세요 해줘 부탁 줘 줄래 주실",
    "mark.if": "만약 모든 하나만 어떤",
    "mark.or": "또는 아니면",
    "mark.hard": "자세히 상세 포괄적 복잡",
    "mark.easy": "짧은 짧게 간단한 간략",
    "mark.then": "그리고 그다음 또한 먼저",
    "languages": """
        영어 독일어 프랑스어 스페인어 이탈리아어 포르투갈어 러시아어 중국어 일본어 한국어 아랍어
        한글
    """,
    "a.into_language": """
        영어로 독일어로 프랑스어로 스페인어로 일본어로 중국어로 한국어로 러시아어로
    """,
}
"""Korean."""

VIETNAMESE: Final = {
    "common": """
        và của là có không trong cho được với một những các đã để khi từ này đó đến ra vào ở cũng
        như
    """,
    "do.summarize": "tóm_tắt rút_gọn tóm_lược",
    "do.translate": "dịch phiên_dịch",
    "do.extract": "trích_xuất trích_ra tìm_tất_cả lọc_ra liệt_kê_tất_cả",
    "do.classify": "phân_loại xếp_loại gắn_nhãn",
    "do.write": "viết tạo soạn làm",
    "do.imagine": "sáng_tác tưởng_tượng bịa kể_chuyện viết_lại đặt_tên",
    "do.program": "lập_trình cài_đặt triển_khai gỡ_lỗi tối_ưu",
    "do.repair": "sửa sửa_lỗi bị_lỗi",
    "do.compute": "tính giải giải_phương_trình rút_gọn_biểu_thức bằng_bao_nhiêu",
    "do.prove": "chứng_minh",
    "do.weigh": "phân_tích so_sánh đánh_giá cân_nhắc suy_luận lập_luận nên_chọn đề_xuất",
    "do.explain": "giải_thích mô_tả định_nghĩa",
    "do.list": "liệt_kê kể_tên nêu cho_tôi",
    "do.find": "tìm xác_định kiểm_tra",
    "a.text": """
        văn_bản đoạn_văn bài_viết bài_báo câu email thư bình_luận đánh_giá_này tin_nhắn báo_cáo
        hợp_đồng đoạn
    """,
    "a.this": "này sau dưới_đây sau_đây ở_trên",
    "a.summary": "bản_tóm_tắt ý_chính điểm_chính trong_hai_câu trong_một_câu ngắn_gọn",
    "a.translation": "nói_thế_nào bản_dịch nghĩa_là_gì",
    "a.label": "tích_cực tiêu_cực trung_lập thư_rác cảm_xúc thể_loại chủ_đề",
    "a.field": "tên ngày số_điện_thoại địa_chỉ số_tiền giá tên_người",
    "a.software": """
        hàm mã_nguồn mã script truy_vấn cơ_sở_dữ_liệu vòng_lặp lỗi thuật_toán chương_trình chuỗi
    """,
    "a.maths": """
        phương_trình đạo_hàm tích_phân xác_suất phần_trăm diện_tích chu_vi thể_tích tam_giác
        hình_tròn
    """,
    "a.story": "bài_thơ thơ truyện câu_chuyện bài_hát khẩu_hiệu tiểu_thuyết",
    "a.dilemma": """
        ưu_điểm nhược_điểm ưu_nhược_điểm hậu_quả nguyên_nhân chiến_lược từng_bước tốt_hơn nên
    """,
    "a.fact": """
        thủ_đô dân_số phát_minh thành_lập sinh_năm sông núi cao_nhất dài_nhất lớn_nhất nước_nào
    """,
    "a.quantity": "mỗi tổng_cộng còn_lại một_nửa gấp_đôi giờ phút",
    "mark.all": "tất_cả mọi một_số không_ai chỉ",
    "mark.count": "hai ba bốn năm sáu bảy tám chín mười",
    "q.who": "ai khi_nào ở_đâu",
    "q.which": "nào",
    "q.what": "gì là_gì cái_gì",
    "q.why": "tại_sao vì_sao",
    "q.how": "làm_thế_nào làm_sao như_thế_nào",
    "q.many": "bao_nhiêu mấy",
    "say.hello": "chào xin_chào chào_bạn khỏe_không thế_nào_rồi",
    "say.thanks": "cảm_ơn tạm_biệt tuyệt_vời haha",
    "say.you": "bạn bạn_là",
    "say.feel": "mệt buồn vui chán hôm_nay",
    "say.me": "tôi mình em",
    "mark.please": "làm_ơn giúp_tôi hãy vui_lòng",
    "mark.if": "nếu",
    "mark.or": "hay hoặc",
    "into": "sang sang_tiếng tiếng bằng",
    "languages": """
        tiếng_anh tiếng_đức tiếng_pháp tiếng_việt tiếng_nhật tiếng_trung tiếng_hàn tiếng_nga
    """,
    "a.into_language": """
        sang_tiếng_anh sang_tiếng_việt sang_tiếng_pháp sang_tiếng_đức sang_tiếng_nhật
    """,
}
"""Vietnamese."""

INDONESIAN: Final = {
    "common": """
        yang dan di ke dari untuk dengan pada adalah ini itu tidak akan atau juga oleh sebagai
        dalam sudah ada bisa karena saya kamu
    """,
    "do.summarize": "ringkas rangkum ringkaskan simpulkan",
    "do.translate": "terjemahkan terjemah alihbahasakan",
    "do.extract": "ekstrak ambil cari_semua keluarkan daftar_semua disebutkan",
    "do.classify": "klasifikasikan kategorikan golongkan tentukan kelompokkan",
    "do.write": "tulis tuliskan buat buatkan buatlah susun ciptakan",
    "do.imagine": "bayangkan karang ceritakan tulis_ulang usulkan",
    "do.program": "implementasikan programkan instal konfigurasi optimalkan validasi memvalidasi",
    "do.repair": "perbaiki betulkan tidak_berfungsi",
    "do.compute": "hitung hitunglah selesaikan sederhanakan berapa_hasil",
    "do.prove": "buktikan",
    "do.weigh": "analisis bandingkan pertimbangkan evaluasi rekomendasikan sarankan menurutmu",
    "do.explain": "jelaskan uraikan deskripsikan terangkan",
    "do.list": "sebutkan daftar tampilkan beri",
    "do.find": "cari temukan periksa",
    "a.text": """
        teks artikel paragraf surat pesan ulasan komentar laporan dokumen kontrak faktur kalimat
        berita
    """,
    "a.this": "ini berikut di_bawah di_atas",
    "a.summary": "ringkasan rangkuman poin_utama intisari secara_singkat dalam_dua_kalimat",
    "a.translation": "terjemahan bahasa_inggrisnya apa_bahasa",
    "a.label": "positif negatif netral spam sentimen kategori topik",
    "a.field": "nama tanggal alamat nomor jumlah harga kota tempat",
    "a.software": """
        fungsi kode skrip kueri basis_data program galat algoritma variabel alamat_email
    """,
    "a.maths": """
        persamaan turunan integral peluang persen luas keliling volume segitiga lingkaran akar
        jari_jari bilangan
    """,
    "a.story": "puisi cerita dongeng lagu slogan pantun novel cerpen",
    "a.dilemma": """
        kelebihan kekurangan keuntungan kerugian akibat sebab strategi langkah_demi_langkah
        lebih_baik
    """,
    "a.fact": """
        ibu_kota penemu penduduk didirikan lahir negara sungai gunung tertinggi terpanjang presiden
    """,
    "a.quantity": "masing_masing total sisa setengah dua_kali tiga_kali jam menit rupiah",
    "mark.all": "semua setiap beberapa tidak_ada hanya",
    "mark.count": "dua tiga empat lima enam tujuh delapan sembilan sepuluh",
    "q.who": "siapa kapan di_mana dimana",
    "q.which": "mana manakah yang_mana",
    "q.what": "apa apakah_itu apa_itu",
    "q.why": "mengapa kenapa",
    "q.how": "bagaimana gimana",
    "q.many": "berapa",
    "q.whether": "apakah",
    "q.should": "sebaiknya haruskah",
    "say.hello": "halo hai apa_kabar selamat_pagi selamat_siang selamat_malam",
    "say.thanks": "terima_kasih makasih sampai_jumpa dadah wkwk wkwkwk",
    "say.you": "kamu anda kau",
    "say.feel": "lelah capek sedih senang bosan kesepian marah hari_ini",
    "say.me": "aku saya kami kita",
    "mark.please": "tolong bisakah mohon",
    "mark.if": "jika kalau misalkan",
    "mark.or": "atau",
    "into": "ke_bahasa ke_dalam_bahasa dalam_bahasa bahasa",
    "languages": "inggris jerman prancis spanyol indonesia jepang mandarin korea arab jawa melayu",
}
"""Indonesian and Malay."""

THAI: Final = {
    "do.summarize": "สรุป ย่อ",
    "do.translate": "แปล",
    "do.extract": "ดึง แยกเอา หาทั้งหมด ระบุทั้งหมด",
    "do.classify": "จัดประเภท จำแนก จัดหมวด",
    "do.write": "เขียน สร้าง แต่ง",
    "do.imagine": "จินตนาการ แต่งเรื่อง คิดชื่อ",
    "do.repair": "แก้ไข แก้บั๊ก",
    "do.compute": "คำนวณ แก้สมการ หาค่า",
    "do.prove": "พิสูจน์",
    "do.weigh": "วิเคราะห์ เปรียบเทียบ ประเมิน แนะนำ",
    "do.explain": "อธิบาย",
    "a.text": "ข้อความ บทความ ประโยค อีเมล รีวิว ความคิดเห็น รายงาน",
    "a.this": "ต่อไปนี้ นี้ ด้านล่าง",
    "a.label": "บวก ลบ เชิงบวก เชิงลบ สแปม ความรู้สึก",
    "a.field": "ชื่อ วันที่ ที่อยู่ เบอร์โทร จำนวนเงิน",
    "a.software": "ฟังก์ชัน โค้ด สคริปต์ โปรแกรม ไพธอน",
    "a.maths": "สมการ อนุพันธ์ ปริพันธ์ ความน่าจะเป็น เปอร์เซ็นต์ พื้นที่",
    "a.story": "กลอน บทกวี เรื่องสั้น นิทาน เพลง สโลแกน",
    "a.dilemma": "ข้อดี ข้อเสีย เหตุผล กลยุทธ์ ความเสี่ยง",
    "a.fact": "เมืองหลวง ประดิษฐ์ ประชากร สูงที่สุด ยาวที่สุด",
    "q.who": "ใคร เมื่อไร ที่ไหน",
    "q.what": "อะไร คืออะไร",
    "q.why": "ทำไม",
    "q.how": "อย่างไร ยังไง",
    "q.many": "เท่าไร กี่",
    "q.whether": "หรือไม่ ไหม",
    "say.hello": "สวัสดี หวัดดี เป็นไงบ้าง สบายดีไหม",
    "say.thanks": "ขอบคุณ ลาก่อน ฝันดี 555",
    "say.feel": "เหนื่อย เศร้า เบื่อ ดีใจ",
    "mark.please": "ช่วย กรุณา โปรด",
    "languages": "อังกฤษ ไทย ญี่ปุ่น จีน เยอรมัน ฝรั่งเศส เกาหลี",
    "a.into_language": "เป็นภาษาอังกฤษ เป็นภาษาไทย เป็นภาษาญี่ปุ่น เป็นภาษาจีน",
}
"""Thai."""
